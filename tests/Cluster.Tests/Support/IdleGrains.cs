using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Clusters that soon collect idle grains, whose going is the event that shows that nothing keeps them busy any more.</summary>
internal static class IdleGrains
{
    public static void CollectSoon(this DrpcBuilder drpc) => drpc.Services.Configure<GrainCollectionOptions>(options =>
    {
        options.CollectionQuantum = TimeSpan.FromMilliseconds(50);
        options.CollectionAge = TimeSpan.FromMilliseconds(150);
    });

    /// <summary>Waits until as many stage workers are left: all others have been idle for the collection age.</summary>
    public static Task WorkersLeftAsync(this DrpcTestCluster cluster, int count) => Eventually.TrueAsync(
        async () => await cluster.ActivationsOfAsync(nameof(StageWorkerGrain)) == count, $"idle stage workers to be collected until {count} are left");

    public static async Task<int> ActivationsOfAsync(this DrpcTestCluster cluster, string grain) =>
        (await cluster.Cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics())
            .Where(grains => grains.GrainType.Contains(grain, StringComparison.Ordinal)).Sum(grains => grains.ActivationCount);
}
