namespace OrleansDrpc.ClientApi;

/// <summary>A request in the hands of a worker. Immutable.</summary>
/// <param name="Id">What the worker calls it.</param>
/// <param name="Holder">The worker's connection.</param>
/// <param name="Since">When it was given, by the queues' clock.</param>
/// <param name="EndsAt">When it is taken away again.</param>
internal sealed record Lease(string Id, WorkerSession Holder, TimeSpan Since, TimeSpan EndsAt);
