using Orleans;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>Reads what the silos know of themselves; in one process that needs no calls between them.</summary>
internal sealed class ManagementGrain(Silo silo) : Grain, IManagementGrain
{
    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() => Task.FromResult<SimpleGrainStatistic[]>(
    [
        .. silo.Cluster.Silos.SelectMany(host => host.Activations().GroupBy(activation => activation.Hosted.Class.Type).Select(grains => new SimpleGrainStatistic
        {
            GrainType = $"{grains.Key.FullName},{grains.Key.Assembly.GetName().Name}",
            SiloAddress = host.SiloAddress,
            ActivationCount = grains.Count(),
        })),
    ]);
}
