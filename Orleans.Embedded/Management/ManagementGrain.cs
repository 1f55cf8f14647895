using Orleans;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>Reads what the silos know of themselves; in one process that needs no calls between them.</summary>
[GrainType("orleans.management")]
internal sealed class ManagementGrain(Silo silo) : Grain, IManagementGrain
{
    private IEnumerable<Silo> Silos => silo.Cluster.Silos;

    public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false) =>
        Task.FromResult(silo.Cluster.Membership.Snapshot.Members.Values
            .Where(member => !onlyActive || member.Status == SiloStatus.Active)
            .ToDictionary(member => member.SiloAddress, member => member.Status));

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() => Task.FromResult(Statistics(Silos));

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds) =>
        Task.FromResult(Statistics(Silos.Where(host => hostsIds.Contains(host.Address))));

    public Task<int> GetTotalActivationCount() => Task.FromResult(Silos.Sum(host => host.Activations().Count()));

    public Task ForceActivationCollection(TimeSpan ageLimit)
    {
        foreach (var host in Silos)
        {
            host.CollectIdle(ageLimit);
        }

        return Task.CompletedTask;
    }

    public ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference)
    {
        var grainId = reference.GetGrainId();
        return ValueTask.FromResult(Silos.FirstOrDefault(host => host.Activations().Any(activation => activation.GrainId == grainId))?.Address);
    }

    private static SimpleGrainStatistic[] Statistics(IEnumerable<Silo> silos) =>
    [
        .. silos.SelectMany(host => host.Activations().GroupBy(activation => activation.Hosted.Class).Select(grains => new SimpleGrainStatistic
        {
            GrainType = grains.Key.StatisticsName,
            SiloAddress = host.Address,
            ActivationCount = grains.Count(),
        })),
    ];
}
