namespace OrleansDrpc.ClientApi;

/// <summary>A request that a worker has got. Immutable.</summary>
/// <param name="LeaseId">By which it is finished: fresh and unguessable each time a request is fetched, never the request's own id.</param>
/// <param name="Function">The function.</param>
/// <param name="Argument">A string as it is, any other type as JSON.</param>
/// <param name="TimeLeft">How long a result still counts: until the lease runs out or the caller has given up, whichever is first.</param>
/// <param name="MaxAttempts">How many attempts the worker may make; null: as many as its function may have.</param>
/// <param name="Priority">Whether it goes before or after others.</param>
internal sealed record FetchedRequest(
    string LeaseId, string Function, string Argument, TimeSpan TimeLeft, int? MaxAttempts = null, RequestPriority Priority = RequestPriority.Interactive);
