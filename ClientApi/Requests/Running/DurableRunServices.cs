using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>What the runs of durable requests work with.</summary>
internal sealed class DurableRunServices(
    FunctionRouter router,
    IFunctionCatalog functions,
    WorkerQueues queues,
    RequestProgress progress,
    ReplayBackoff backoff,
    HeldOutcomes held,
    IOptions<RequestsOptions> options,
    TimeProvider time,
    ILogger<DurableRun> log)
{
    public FunctionRouter Router { get; } = router;

    public ReplayBackoff Backoff { get; } = backoff;

    public HeldOutcomes Held { get; } = held;

    public RequestsOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public ILogger Log { get; } = log;

    /// <summary>Whether it is known what holds for a function: it is registered here, or workers serve it, who have told if they ever do.</summary>
    public bool HasSettings(string function) => functions.TryGet(function, out _) || queues.IsServed(function);

    /// <summary>How far an attempt is, in the front door's silo or in one that pulls; null: nobody knows.</summary>
    /// <param name="request">The request.</param>
    /// <param name="firstAttempt">The attempt's number, or its first, in the silo.</param>
    public StageProgress? Progress(RequestId request, int firstAttempt) => progress.Find(request, firstAttempt) ?? queues.Progress(request);

    /// <summary>How many attempts a function's requests have: as its definition says, else as its workers do, else as many as by default.</summary>
    public int MaxAttempts(string function) => functions.TryGet(function, out var registered)
        ? registered.Settings.MaxAttempts
        : queues.Told(function)?.MaxAttempts ?? new FunctionSettings().MaxAttempts;
}
