namespace OrleansDrpc.Embedded.Tests;

internal static class FailingCalls
{
    /// <summary>The exception that a call ends with.</summary>
    internal static Task<T> Fails<T>(this Task task, string what)
        where T : Exception => Assert.ThrowsAnyAsync<T>(() => task.Within(what));
}
