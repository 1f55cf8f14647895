using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>A client of a cluster whose silos are in the same process. Each grain has its entry silo; stateless workers are called on silos in turn.</summary>
internal sealed class Client : Caller, IHostedService, IDisposable
{
    private readonly ClusterOptions _cluster;
    private readonly ClusteringOptions _clustering;
    private Cluster? _found;
    private volatile bool _running;

    public Client(IServiceProvider services, IOptions<ClusterOptions> cluster, IOptions<ClusteringOptions> clustering, IOptions<ClientMessagingOptions> messaging)
        : base(services, messaging.Value)
    {
        _cluster = cluster.Value;
        _clustering = clustering.Value;
        if (!_clustering.Configured)
        {
            throw new OrleansConfigurationException("No clustering is configured for this client: call UseLocalhostClustering on its builder.");
        }
    }

    internal override Cluster Cluster => _found ?? throw new InvalidOperationException("The client has not started yet.");

    internal override bool IsRunning => _running;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _found = ClusterRegistry.Find(_clustering.GatewayPorts, _cluster.ServiceId, _cluster.ClusterId);
        _found.Add(this);
        _running = true;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _running = false;
        _found?.Remove(this);
        Outstanding.Fail(_ => true, call => new SiloUnavailableException($"The client was stopped before {call.Method} was answered."));
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _ = StopAsync(CancellationToken.None);
        Outstanding.Dispose();
    }

    public override string ToString() => $"Client of {_cluster.ClusterId}";

    internal override Silo EntryFor(GrainReference target) =>
        target.Class.IsStatelessWorker ? Cluster.NextActiveSilo(target.GrainId) : Cluster.ActiveSilo(target.GrainId.GetUniformHashCode(), target.GrainId);
}
