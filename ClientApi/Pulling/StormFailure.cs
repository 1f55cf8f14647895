namespace OrleansDrpc.ClientApi;

/// <summary>A failure in Storm's words (<c>DRPCExecutionException</c>), as a worker reported it or as Storm's server would.</summary>
/// <param name="Message">Verbatim.</param>
/// <param name="Type">One of <see cref="StormFailureType"/>; null: the worker named none. Workers may send other numbers.</param>
internal sealed record StormFailure(string Message, int? Type);
