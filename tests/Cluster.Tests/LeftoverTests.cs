namespace OrleansDrpc.Cluster.Tests;

public sealed class LeftoverTests
{
    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Requests_WhateverTheirEnd_LeaveNoActivationBehind(int silos)
    {
        await using var cluster = await DrpcTestCluster.StartAsync(silos, TestFunctions.AddAll);
        await RunAllAsync(cluster);

        await Eventually.TrueAsync(
            async () => !(await RequestGrainTypesAsync(cluster)).Any(),
            "request and aggregator grains to be gone");
        await cluster.IdleAsync();
    }

    private static async Task RunAllAsync(DrpcTestCluster cluster)
    {
        var name = Guid.NewGuid().ToString();
        using var caller = new CancellationTokenSource();
        var cancelled = cluster.Client.ExecuteAsync(WaitingFunctions.WaitEverywhere, name, caller.Token);
        await Eventually.TrueAsync(() => !TestGate.Of(name).Waiting.IsEmpty, "a stage to wait");
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync(
            WaitingFunctions.WaitEverywhere, name, new CallOptions { Timeout = TimeSpan.FromMilliseconds(100) }));
        foreach (var where in (string[])["before", "in", "after", "second-stage", "aggregator-add", "aggregator-finish", "swallow"])
        {
            await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync(FailingFunctions.Fail, where));
        }

        Assert.Equal(5000, await cluster.Client.ExecuteAsync(TestFunctions.Spread, 5000));
        Assert.Equal("x", await cluster.Client.ExecuteAsync(TestFunctions.Echo, "x"));
    }

    private static async Task<IEnumerable<string>> RequestGrainTypesAsync(DrpcTestCluster cluster)
    {
        var statistics = await cluster.Cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return statistics.Where(grains => grains.ActivationCount > 0).Select(grains => grains.GrainType)
            .Where(type => type.Contains("RequestGrain", StringComparison.Ordinal) || type.Contains("AggregatorGrain", StringComparison.Ordinal));
    }
}
