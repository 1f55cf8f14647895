namespace OrleansDrpc.ClientApi;

/// <summary>Loops without an end that need each other: the first one that fails ends the others, so that the failure is heard at once.</summary>
internal static class BackgroundLoops
{
    /// <exception cref="OperationCanceledException">The token has ended them.</exception>
    public static async Task RunAsync(IEnumerable<Func<CancellationToken, Task>> loops, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(loops.Select(loop => GuardAsync(loop, end)).ToArray());
    }

    private static async Task GuardAsync(Func<CancellationToken, Task> loop, CancellationTokenSource end)
    {
        try
        {
            await loop(end.Token);
        }
        catch (Exception) when (!end.IsCancellationRequested)
        {
            await end.CancelAsync();
            throw;
        }
    }
}
