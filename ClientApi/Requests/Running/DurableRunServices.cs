using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>What the runs of durable requests work with.</summary>
internal sealed class DurableRunServices(
    FunctionRouter router,
    IFunctionCatalog functions,
    RequestProgress progress,
    ReplayBackoff backoff,
    HeldOutcomes held,
    IOptions<RequestsOptions> options,
    TimeProvider time,
    ILogger<DurableRun> log)
{
    public FunctionRouter Router { get; } = router;

    public RequestProgress Progress { get; } = progress;

    public ReplayBackoff Backoff { get; } = backoff;

    public HeldOutcomes Held { get; } = held;

    public RequestsOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public ILogger Log { get; } = log;

    /// <summary>How many attempts a function's requests have. Those that only workers know say nothing, and have as many as by default.</summary>
    public int MaxAttempts(string function) =>
        (functions.TryGet(function, out var registered) ? registered.Settings : new FunctionSettings()).MaxAttempts;
}
