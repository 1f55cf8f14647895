namespace OrleansDrpc.Thrift.Tests;

/// <summary>Waits that end.</summary>
internal static class Waits
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds} s for {what}.", e);
        }
    }

    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        await ((Task)task).Within(what);
        return await task;
    }

    /// <summary>For what tells nobody when it happens.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"Waited {Limit.TotalSeconds} s for {what}.");
            await Task.Yield();
        }
    }
}
