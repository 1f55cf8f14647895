using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrleansDrpc;

/// <inheritdoc cref="IClusterViewGrain"/>
[StatelessWorker]
internal sealed class ClusterViewGrain(ClusterView cluster) : Grain, IClusterViewGrain
{
    public Task<ImmutableArray<SiloAddress>> GetActiveSilosAsync() => Task.FromResult(cluster.ActiveSilos);
}
