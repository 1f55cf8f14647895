using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>What callers of pulled functions are told when there is no result.</summary>
internal static class PulledFailures
{
    private const int MaxNamesInMessage = 20;
    private const string Section = WorkerQueueOptions.Section;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public static DrpcException Unknown(string function, IReadOnlyList<string> known, RequestId? id)
    {
        var names = string.Join(", ", known.Take(MaxNamesInMessage));
        var more = known.Count > MaxNamesInMessage ? $" and {known.Count - MaxNamesInMessage} more" : "";
        var which = known.Count == 0 ? "No function is known here" : $"Known are: {names}{more}";
        var shown = function.Length > FunctionTable.MaxNameLength ? function[..FunctionTable.MaxNameLength] : function;
        return new DrpcException(new DrpcFailure(DrpcFailureCode.UnknownFunction, $"There is no function '{shown}'. {which}.", id));
    }

    public static DrpcException BadTimeout(TimeSpan timeout, RequestId? id) => new(new DrpcFailure(
        DrpcFailureCode.BadArgument, $"The timeout {timeout} of the request must be over zero.", id));

    public static DrpcException IdTaken(RequestId id) => new(new DrpcFailure(
        DrpcFailureCode.BadArgument, $"Request {id} is running already; give every call an id of its own.", id));

    public static DrpcException QueueFull(FunctionQueue function, RequestId? id) => new(new DrpcFailure(
        DrpcFailureCode.Overloaded,
        $"{function.Queued.Count:N0} requests of function '{function.Name}' wait for a worker already, the limit "
            + $"({Section}:{nameof(WorkerQueueOptions.MaxQueuedRequests)}). Call again later, or start more workers.",
        id,
        RetryAfter: Retry));

    public static DrpcException MemoryFull(string function, long limit, RequestId? id) => new(new DrpcFailure(
        DrpcFailureCode.Overloaded,
        $"The arguments of the requests that wait for workers, or are with them, would be over {limit:N0} bytes with this one of function '{function}', "
            + $"the limit ({Section}:{nameof(WorkerQueueOptions.MaxQueuedBytes)}). Call again later, or start more workers.",
        id,
        RetryAfter: Retry));

    public static DrpcException TimedOut(QueuedRequest request, TimeSpan now)
    {
        var took = Seconds(now - request.Arrived);
        var where = request.Lease is { } lease
            ? $"a worker has had it for {Seconds(now - lease.Since)} and has not answered"
            : $"it was queued: no worker fetched it ({request.Function.CountWorkers(now)} serve the function now)";
        return Storm(
            DrpcFailureCode.TimedOut,
            $"Function '{request.Function.Name}' had no result after {took}; {where}.{Before(request)}",
            StormFailure.TimedOut,
            request.Id);
    }

    /// <param name="request">The request.</param>
    /// <param name="maxRequeues">How often it may be requeued; null: never, as its function says.</param>
    public static DrpcException WorkersLost(QueuedRequest request, int? maxRequeues) => new(new DrpcFailure(
        DrpcFailureCode.SiloLost,
        $"Function '{request.Function.Name}' has no result: {Workers(request.LostLeases.Count)} took the request and none finished it "
            + $"({How(request.LostLeases)}). It is not tried again ({(maxRequeues is null ? "it is Unreliable()" : $"{Section}:{nameof(WorkerQueueOptions.MaxRequeues)} is {maxRequeues}")}). "
            + "See the workers' logs, and call again if that may run it once more.",
        request.Id,
        Attempts: [.. request.LostLeases])
    {
        AttemptsUsedUp = maxRequeues > 0,
    });

    /// <summary>A worker had the request and did not finish it.</summary>
    public static AttemptFailure LostLease(int number, string how, TimeSpan after, DateTimeOffset now) =>
        new(number, DrpcFailureCode.SiloLost, $"{how} after {Seconds(after)}", Stage: null, now - after, now);

    /// <summary>For new calls.</summary>
    public static DrpcException Stopping(RequestId? id) => Storm(
        DrpcFailureCode.ShuttingDown, "The front door is stopping and takes no new requests; call another one.", StormFailure.ShuttingDown, id);

    /// <summary>For calls that are still open at the end.</summary>
    public static DrpcException Stopped(QueuedRequest request) => Storm(
        DrpcFailureCode.ShuttingDown,
        $"The front door stopped before a worker had finished the request of function '{request.Function.Name}'; call again.",
        StormFailure.ShuttingDown,
        request.Id);

    public static DrpcException NoResult(QueuedRequest request) => ByWorker(StormFailure.NoResult, request);

    public static DrpcException ByWorker(StormFailure? failure, QueuedRequest request, FailureDetails? details = null)
    {
        failure ??= StormFailure.Default;
        if (details?.Code == DrpcFailureCode.Overloaded)
        {
            // As of the front door's own silo: it did not begin.
            return new DrpcException(new DrpcFailure(DrpcFailureCode.Overloaded, failure.Message, request.Id, RetryAfter: Retry));
        }

        var code = failure.Type switch
        {
            StormFailureType.ServerTimeout => DrpcFailureCode.TimedOut,
            StormFailureType.ServerShutdown => DrpcFailureCode.ShuttingDown,
            _ when details?.Code is DrpcFailureCode.BadArgument or DrpcFailureCode.SiloLost or DrpcFailureCode.CoordinationError => details.Code,
            _ => DrpcFailureCode.FunctionFailed,
        };
        var usedUp = details?.UsedUp;
        var told = new DrpcFailure(code, failure.Message, request.Id, IsPermanent: details is { IsPermanent: true }, Attempts: usedUp is null ? null : [.. usedUp])
        {
            AttemptsUsedUp = usedUp is not null,
        };
        return new DrpcException(told, new StormFailureException(failure));
    }

    public static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.###} s";

    private static DrpcException Storm(DrpcFailureCode code, string message, StormFailure storm, RequestId? id) =>
        new(new DrpcFailure(code, message, id), new StormFailureException(storm));

    private static string Before(QueuedRequest request) => request.LostLeases.Count == 0 ? ""
        : $" Before, {Workers(request.LostLeases.Count)} took it and did not finish it ({How(request.LostLeases)}).";

    private static string How(IEnumerable<AttemptFailure> lost) => string.Join("; ", lost.Select(lease => lease.Message));

    private static string Workers(int count) => count == 1 ? "1 worker" : $"{count} workers";
}
