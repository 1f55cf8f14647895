namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Watches a process' memory.</summary>
internal static class MostMemory
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>The most bytes that were seen until something is done.</summary>
    /// <param name="workingSet">How many the process has.</param>
    /// <param name="meanwhile">What is done.</param>
    public static async Task<long> SeenAsync(Func<long> workingSet, Task meanwhile)
    {
        using var ticks = new PeriodicTimer(LookEvery, TimeProvider.System);
        var most = 0L;
        while (!meanwhile.IsCompleted)
        {
            most = Math.Max(most, workingSet());
            await ticks.WaitForNextTickAsync();
        }

        return most;
    }
}
