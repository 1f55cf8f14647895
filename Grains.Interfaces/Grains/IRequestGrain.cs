namespace OrleansDrpc;

/// <summary>
/// One request: plans it, spreads it over the cluster, waits for its coordinated completion and returns the reply. Its key is a
/// <see cref="PinnedKey"/> of the silo that took the call and the request id; it lives for the one call.
/// </summary>
[Alias("drpc.IRequestGrain")]
public interface IRequestGrain : IGrainWithStringKey
{
    /// <summary>Runs the request. Expected failures come back in the reply.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the request's work on every silo.</param>
    [Alias("Execute"), ResponseTimeout("1.01:00:00")] // longer than any deadline, which is what ends a request
    Task<DrpcReply> ExecuteAsync(DrpcRequest request, CancellationToken cancellationToken);
}
