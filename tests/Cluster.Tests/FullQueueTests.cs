using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Requests that have been taken in and emit more than may wait are held back, and all are answered.</summary>
public sealed class FullQueueTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly DrpcOptions Defaults = new();

    [Fact]
    public async Task Requests_AllAtOnceEmitMoreThanMayWait_AreHeldBackAndAnswered()
    {
        const int Requests = 100;
        const long MostBytes = 4 << 20;
        var flood = new Flood(DrpcFunction.Named("flood"), stages => stages.Count());
        await using var cluster = await DrpcTestCluster.StartAsync(
            1, drpc => drpc.AddFunction(flood.Function).Configure(options => options.MaxQueuedBytes = MostBytes));

        var answers = await flood.BeginAsync(cluster, Requests);
        flood.End();

        Assert.All(await Task.WhenAll(answers).Within(Limit, "all requests"), count => Assert.Equal(Flood.Items, count));
        Assert.InRange(flood.MostQueued, MostBytes / 4 * 3, (MostBytes / 4 * 3) + (Requests * (1L + Defaults.SendWindow) * Flood.MaxBatch));
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Requests_OfTasksThatMayRunAgain_AreHeldBackAndAnswered()
    {
        const int Requests = 60;
        const int Silos = 3;
        const long MostBytes = 1 << 20;
        var flood = new Flood(DrpcFunction.Named("flood").WithMaxQueuedBytes(MostBytes), stages => stages.DistinctCount());
        await using var cluster = await DrpcTestCluster.StartAsync(Silos, drpc => drpc.AddFunction(flood.Function).Configure(options => options.SendWindow = 1));

        var answers = await flood.BeginAsync(cluster, Requests);
        flood.End();

        Assert.All(await Task.WhenAll(answers).Within(Limit, "all requests"), count => Assert.Equal(Flood.Items, count));
        var kept = (Silos * MostBytes) + (Requests * (Flood.Tasks + 1L) * Flood.MaxBatch);
        Assert.InRange(flood.MostQueued, Silos * MostBytes, 2 * kept);
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Function_IsOverItsLimit_ItsNeighbourIsNeitherRefusedNorHeldBack()
    {
        var flood = new Flood(DrpcFunction.Named("flood").WithMaxQueuedBytes(1 << 20), stages => stages.Count());
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => TestFunctions.AddAll(drpc.AddFunction(flood.Function)));
        var client = cluster.ClientOn(0);
        var answers = await flood.BeginAsync(cluster, 20);
        await Eventually.TrueAsync(() => flood.QueuesOn(0).Seen > 1 << 20, "the look at the queues");

        var refused = await Assert.ThrowsAsync<DrpcException>(() => client.ExecuteAsync(flood.Function, "").Within(Limit, "the refusal"));
        Assert.Equal(DrpcFailureCode.Overloaded, refused.Code);
        Assert.Contains("1,048,576 (WithMaxQueuedBytes)", refused.Message, StringComparison.Ordinal);
        foreach (var _ in Enumerable.Range(0, 20))
        {
            Assert.Equal(100_000, await client.ExecuteAsync(TestFunctions.Spread, 100_000).Within(Limit, "the neighbour"));
        }

        Assert.True(flood.QueuesOn(0).IsFull);
        Assert.False(cluster.ServicesOf(0).GetRequiredService<FunctionRegistry>().Get(TestFunctions.Spread.Name).Queues.IsFull);
        Assert.DoesNotContain(answers, answer => answer.IsCompleted);
        flood.End();
        Assert.All(await Task.WhenAll(answers).Within(Limit, "all requests"), count => Assert.Equal(Flood.Items, count));
        await cluster.IdleAsync();
    }
}
