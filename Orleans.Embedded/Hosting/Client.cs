using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>A client of a cluster whose silos are in the same process. Each grain has its entry silo; stateless workers are called on silos in turn.</summary>
internal sealed class Client(
    IServiceProvider services, IOptions<ClusterOptions> cluster, IOptions<ClusteringOptions> clustering, IOptions<ClientMessagingOptions> messaging)
    : Caller(services, messaging.Value), IHostedService, IDisposable
{
    private Cluster? _found;
    private volatile bool _running;

    internal override Cluster Cluster => _found ?? throw new InvalidOperationException("The client has not started yet.");

    internal override bool IsRunning => _running;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _found = ClusterRegistry.Find(clustering.Value.RequireGatewayPorts(), cluster.Value);
        _found.Clients[this] = this;
        _running = true;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _running = false;
        _found?.Clients.TryRemove(this, out _);
        Outstanding.Fail(_ => true, call => new SiloUnavailableException($"The client was stopped before {call.Method} was answered."));
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _ = StopAsync(CancellationToken.None);
        Outstanding.Dispose();
    }

    public override string ToString() => $"Client of {cluster.Value.ClusterId}";

    internal override Silo EntryFor(GrainReference target) =>
        target.Class.IsStatelessWorker ? Cluster.NextActiveSilo() : Cluster.ActiveSilo(target.GrainId.GetUniformHashCode());
}
