namespace OrleansDrpc.ClientApi;

/// <content>What the log is told.</content>
internal sealed partial class WorkerQueues
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Worker {Remote} answered lease {LeaseId}, which has ended or never was; the answer is dropped")]
    private partial void LogUnknownLease(string remote, string leaseId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Remote} answers a request of function '{Function}' that connection {Holder} has fetched; it is refused. "
        + "Storm's topologies answer that way: set WorkerQueues:ResultsFrom to AnyConnection for them. This is said once for each connection")]
    private partial void LogForeignResult(string remote, string function, string holder);

    [LoggerMessage(Level = LogLevel.Information, Message = "A request of function '{Function}' goes back to its queue; worker {Remote} did not finish it: {How}")]
    private partial void LogRequeued(string function, string remote, string how);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request of function '{Function}' is given up: {Count} workers did not finish it, the last one was {Remote}")]
    private partial void LogGivenUp(string function, int count, string remote);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Remote} closed its connection with {Count} requests unfinished")]
    private partial void LogDisconnected(string remote, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "No worker serves function '{Function}' any more; the front door's silo runs its {Count} waiting requests")]
    private partial void LogLeftToSilo(string function, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Remote} gets nothing for a function whose name is not kept: there are {Limit} idle names already, or it is "
        + "longer than {Longest} characters. This is said once for each connection")]
    private partial void LogNameRefused(string remote, int limit, int longest);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: waiting for workers to finish {Count} requests")]
    private partial void LogDraining(int count);
}
