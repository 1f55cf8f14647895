namespace OrleansDrpc.Cluster.Tests;

internal static class Cancellation
{
    /// <summary>Waits for nothing but the token, which must be one that fires: a request's does at its deadline.</summary>
    public static Task OfAsync(CancellationToken token) => new TaskCompletionSource().Task.WaitAsync(token);
}
