using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace OrleansDrpc.Embedded;

/// <summary>One silo: its place in the cluster and what it hosts. Start, stop and kill are in Silo.Lifecycle, activations in Silo.Catalog.</summary>
internal sealed partial class Silo : Caller, IPlacementContext, ILocalSiloDetails, IClusterMembershipService
{
    // A restarted silo is another silo.
    private static int _lastGeneration = Environment.TickCount & 0x3FFFFFFF;

    private readonly ClusterKey _key;
    private readonly GrainCollectionOptions _collection;
    private Cluster? _cluster;
    private volatile SiloStatus _status = SiloStatus.Created;

    public Silo(
        IServiceProvider services,
        IOptions<ClusterOptions> cluster,
        IOptions<ClusteringOptions> clustering,
        IOptions<SiloMessagingOptions> messaging,
        ILogger<Silo> logger)
        : base(services, messaging.Value)
    {
        Logger = logger;
        _collection = services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value;
        if (_collection.CollectionAge <= _collection.CollectionQuantum)
        {
            throw new OrleansConfigurationException($"CollectionAge ({_collection.CollectionAge}) must be greater than CollectionQuantum ({_collection.CollectionQuantum}).");
        }

        var ports = clustering.Value;
        GatewayPort = ports.RequireGatewayPorts()[0];
        var port = ports.SiloPort == 0 ? ClusterRegistry.AllocatePort() : ports.SiloPort;
        SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), Interlocked.Increment(ref _lastGeneration));
        Name = services.GetRequiredService<IOptions<SiloOptions>>().Value.SiloName is { Length: > 0 } name ? name : $"Silo_{port}";
        _key = new ClusterKey(cluster.Value.ServiceId, cluster.Value.ClusterId, ports.PrimaryPort ?? port);
    }

    public string Name { get; }

    public SiloAddress SiloAddress { get; }

    public SiloAddress LocalSilo => SiloAddress;

    public SiloStatus LocalSiloStatus => _status;

    public ClusterMembershipSnapshot CurrentSnapshot => Cluster.Membership.Snapshot;

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => Cluster.Membership.Updates();

    internal int GatewayPort { get; }

    internal ILogger Logger { get; }

    internal bool AcceptsActivations => _status == SiloStatus.Active;

    internal TimeSpan DeactivationTimeout => _collection.DeactivationTimeout;

    internal override Cluster Cluster => _cluster ?? throw new InvalidOperationException($"{this} has not started yet.");

    internal override bool IsRunning => _status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;

    public override string ToString() => $"{Name} ({SiloAddress})";

    public SiloAddress[] GetCompatibleSilos(PlacementTarget target)
    {
        var active = Cluster.ActiveAddresses;
        return active.Length > 0 ? active : throw new SiloUnavailableException($"No active silo can host {target.GrainIdentity}.");
    }

    internal override Silo EntryFor(GrainReference target) => this;

    internal void LogOneWayFailed(Exception exception, GrainMethod method) => LogOneWayFailed(Logger, exception, method);

    [LoggerMessage(LogLevel.Warning, "The one-way call {Method} failed; its caller is not told")]
    private static partial void LogOneWayFailed(ILogger logger, Exception exception, GrainMethod method);
}
