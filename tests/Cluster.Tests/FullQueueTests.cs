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

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Queues_AreFullWheneverAnythingWaits_ManyStagesStillAnswer(int silos, bool mayRunAgain)
    {
        const int Requests = 20;
        const int Items = 500;
        var gate = TestGate.Of(Guid.NewGuid().ToString());
        var stages = DrpcFunction.Named("many-stages").WithMaxQueuedBytes(1).WithDeadline(TimeSpan.FromMinutes(2)).Takes<int>()
            .Stage<int>(
                async (count, output, token) =>
                {
                    await gate.WaitAsync(output.Context.Silo, token);
                    await TestFunctions.EmitRangeAsync(count, output, token);
                },
                name: "source")
            .Select(item => item, name: "narrow")
            .Select(item => item, parallelism: 3, name: "wide")
            .Select(item => item, name: "narrow-again");
        var function = (mayRunAgain ? stages.DistinctBy(item => item, 2) : stages.Aggregate<ForwardAggregator, int>(3, Grouping.Fields((int item) => item), name: "forward"))
            .Select(item => item, parallelism: 2, name: "after")
            .Count().Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(silos, drpc => drpc.AddFunction(function).Configure(options => options.MaxBatchItems = 5));

        var answers = Enumerable.Range(0, Requests).Select(i => cluster.ClientOn(i % silos).ExecuteAsync(function, Items)).ToArray();
        await Eventually.TrueAsync(() => gate.Waiting.Count == Requests, "all requests to run");
        gate.Open();

        Assert.All(await Task.WhenAll(answers).Within(Limit, "all requests"), count => Assert.Equal(Items, count));
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

    /// <summary>Emits, at its end, the items that it got.</summary>
    private sealed class ForwardAggregator : IAggregator<int, int>
    {
        private readonly List<int> _items = [];

        public void Add(ReadOnlySpan<int> items) => _items.AddRange(items);

        public async ValueTask FinishAsync(IEmitter<int> output, CancellationToken cancellationToken)
        {
            foreach (var item in _items)
            {
                await output.EmitAsync(item, cancellationToken);
            }
        }
    }
}
