namespace OrleansDrpc.ClientApi;

/// <summary>A worker answered a request over a connection that did not fetch it.</summary>
internal sealed class LeaseHeldElsewhereException(string function) : Exception(
    $"This connection does not hold the request of function '{function}' that it answers: another one fetched it. Answer over the connection that "
    + $"fetched, or let any answer: {WorkerQueueOptions.Section}:{nameof(WorkerQueueOptions.ResultsFrom)} = {nameof(ResultSource.AnyConnection)} "
    + "(--results-from any).");
