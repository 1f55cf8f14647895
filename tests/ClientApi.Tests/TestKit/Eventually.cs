namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Looks again and again where nothing tells of the event.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task TrueAsync(Func<Task<bool>> look, string what)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await look();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Waits.Limit, $"Waited {Waits.Limit.TotalSeconds} s for {what}.");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
