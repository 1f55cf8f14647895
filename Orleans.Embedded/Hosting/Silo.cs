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
        var ports = clustering.Value;
        if (!ports.Configured)
        {
            throw new OrleansConfigurationException("No clustering is configured for this silo: call UseLocalhostClustering on its builder.");
        }

        Logger = logger;
        _collection = services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value;
        if (_collection.CollectionAge <= _collection.CollectionQuantum)
        {
            throw new OrleansConfigurationException($"CollectionAge ({_collection.CollectionAge}) must be greater than CollectionQuantum ({_collection.CollectionQuantum}).");
        }

        Address = SiloAddress.New(IPAddress.Loopback, ports.SiloPort == 0 ? ClusterRegistry.AllocatePort() : ports.SiloPort, SiloAddress.AllocateNewGeneration());
        GatewayAddress = SiloAddress.New(IPAddress.Loopback, ports.GatewayPort, 0);
        Name = services.GetRequiredService<IOptions<SiloOptions>>().Value.SiloName is { Length: > 0 } name ? name : $"Silo_{Address.Endpoint.Port}";
        _key = new ClusterKey(cluster.Value.ServiceId, cluster.Value.ClusterId, ports.PrimaryPort ?? Address.Endpoint.Port);
    }

    public string Name { get; }

    public string ClusterId => _key.ClusterId;

    public string DnsHostName => "localhost";

    public SiloAddress GatewayAddress { get; }

    internal SiloAddress Address { get; }

    internal ILogger Logger { get; }

    internal SiloStatus Status => _status;

    internal bool AcceptsActivations => _status == SiloStatus.Active;

    internal TimeSpan DeactivationTimeout => _collection.DeactivationTimeout;

    internal override Cluster Cluster => _cluster ?? throw new InvalidOperationException($"{this} has not started yet.");

    internal override bool IsRunning => _status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;

    SiloAddress ILocalSiloDetails.SiloAddress => Address;

    SiloAddress IPlacementContext.LocalSilo => Address;

    SiloStatus IPlacementContext.LocalSiloStatus => _status;

    ClusterMembershipSnapshot IClusterMembershipService.CurrentSnapshot => Cluster.Membership.Snapshot;

    IAsyncEnumerable<ClusterMembershipSnapshot> IClusterMembershipService.MembershipUpdates => Cluster.Membership.Updates();

    public override string ToString() => $"{Name} ({Address})";

    internal override Silo EntryFor(GrainReference target) => this;

    SiloAddress[] IPlacementContext.GetCompatibleSilos(PlacementTarget target)
    {
        var active = Cluster.ActiveAddresses;
        return active.Length > 0 ? active : throw new SiloUnavailableException($"No active silo of cluster \"{ClusterId}\" can host {target.GrainIdentity}.");
    }

    ValueTask IClusterMembershipService.Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    Task<bool> IClusterMembershipService.TryKill(SiloAddress siloAddress)
    {
        var silo = Cluster.Find(siloAddress);
        silo?.Kill();
        return Task.FromResult(silo is not null);
    }

    internal void LogOneWayFailed(Exception exception, GrainMethod method) => LogOneWayFailed(Logger, exception, method);

    [LoggerMessage(LogLevel.Warning, "The one-way call {Method} failed; its caller is not told")]
    private static partial void LogOneWayFailed(ILogger logger, Exception exception, GrainMethod method);
}
