namespace OrleansDrpc.ClientApi;

/// <content>What the log is told.</content>
internal sealed partial class WorkerQueues
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Worker {Remote} answered lease {LeaseId}, which has ended or never was; the answer is dropped")]
    private partial void LogUnknownLease(string remote, string leaseId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Remote} answers a request of function '{Function}' that connection {Holder} has fetched; it is refused. "
        + "Storm's topologies answer that way: set WorkerQueues:ResultsFrom to AnyConnection for them. This is said once for each connection")]
    private partial void LogForeignResult(string remote, string function, string holder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Remote} did not finish a request of function '{Function}' within its lease of {Time}; it {What}")]
    private partial void LogLeaseRanOut(string remote, string function, TimeSpan time, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Remote} closed its connection with {Count} requests unfinished: {Requeued} go to others, {GivenUp} are given up")]
    private partial void LogDisconnected(string remote, int count, int requeued, int givenUp);

    [LoggerMessage(Level = LogLevel.Information, Message = "No worker serves function '{Function}' any more; the front door's silo runs its {Count} waiting requests")]
    private partial void LogLeftToSilo(string function, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Remote} gets nothing for a function whose name is not kept: there are {Limit} idle names already, or it is "
        + "longer than {Longest} characters. This is said once for each connection")]
    private partial void LogNameRefused(string remote, int limit, int longest);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: waiting for workers to finish {Count} requests")]
    private partial void LogDraining(int count);
}
