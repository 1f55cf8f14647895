using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrleansDrpc;

/// <inheritdoc cref="IClusterViewGrain"/>
[StatelessWorker]
internal sealed class ClusterViewGrain(ClusterView cluster, IClusterMembershipService membership) : Grain, IClusterViewGrain
{
    public Task<ImmutableArray<SiloAddress>> GetActiveSilosAsync() => Task.FromResult(cluster.ActiveSilos);

    public Task<ImmutableArray<SiloAddress>> GetDeadSilosAsync(ImmutableArray<SiloAddress> silos)
    {
        var snapshot = membership.CurrentSnapshot;
        return Task.FromResult(silos.RemoveAll(silo => snapshot.GetSiloStatus(silo) != SiloStatus.Dead));
    }
}
