namespace OrleansDrpc.Embedded.Tests;

internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    internal static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Waited {Limit} in vain for: {what}");
        }
    }

    internal static async Task<T> Within<T>(this Task<T> task, string what)
    {
        await ((Task)task).Within(what);
        return await task;
    }

    /// <summary>The exception that a call ends with.</summary>
    internal static Task<T> Fails<T>(this Task task, string what)
        where T : Exception => Assert.ThrowsAnyAsync<T>(() => task.Within(what));
}
