using Orleans.Runtime;

namespace OrleansDrpc.Embedded.Tests;

public sealed class ManagementTests
{
    [Fact]
    public async Task ManagementGrain_CountsActivations()
    {
        await using var cluster = await Clusters.StartAsync(2);
        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(index => cluster.Client.GetGrain<ICounterGrain>($"m{index}").IncrementAsync()));
        await cluster.From(0).GetGrain<IPoolGrain>(0).InstanceAsync();

        var statistics = await management.GetSimpleGrainStatistics();

        Assert.Equal(10, statistics.Where(statistic => statistic.GrainType.StartsWith(typeof(CounterGrain).FullName!, StringComparison.Ordinal)).Sum(statistic => statistic.ActivationCount));
        Assert.Equal(1, statistics.Where(statistic => statistic.GrainType.StartsWith(typeof(PoolGrain).FullName!, StringComparison.Ordinal)).Sum(statistic => statistic.ActivationCount));
    }
}
