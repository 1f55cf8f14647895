using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansDrpc;

/// <summary>What a silo's request grains work with; one object for all, because there is a grain for every request.</summary>
internal sealed class RequestServices(
    FunctionRegistry functions,
    RequestTable requests,
    ClusterView cluster,
    WorkerGate gate,
    ReplayBackoff backoff,
    IOptions<DrpcOptions> options,
    DrpcMetrics metrics,
    ILocalSiloDetails silo,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<RequestAttempts> log)
{
    public FunctionRegistry Functions { get; } = functions;

    public RequestTable Requests { get; } = requests;

    public ClusterView Cluster { get; } = cluster;

    public WorkerGate Gate { get; } = gate;

    public ReplayBackoff Backoff { get; } = backoff;

    public TimeProvider Time { get; } = time;

    public ILogger Log { get; } = log;

    public DrpcOptions Options { get; } = options.Value;

    /// <summary>This silo's workers for first stages.</summary>
    public IStageWorkerGrain FirstWorkers { get; } = grains.GetGrain<IStageWorkerGrain>(0);

    public DrpcMetrics Metrics { get; } = metrics;

    public SiloAddress Silo { get; } = silo.SiloAddress;
}
