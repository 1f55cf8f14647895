using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Attempts that faults of the cluster end, and what is left of them while the next one runs.</summary>
public sealed class ReplayAfterFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(typeof(IDispatcherGrain), nameof(IDispatcherGrain.OpenAsync))]
    [InlineData(typeof(IDispatcherGrain), nameof(IDispatcherGrain.PostAsync))]
    [InlineData(typeof(IDispatcherGrain), nameof(IDispatcherGrain.CompleteAsync))]
    [InlineData(typeof(IAggregatorGrain), nameof(IAggregatorGrain.AddAsync))]
    [InlineData(typeof(IAggregatorGrain), nameof(IAggregatorGrain.FinishAsync))]
    public async Task Silo_DiesInTheMiddle_TheOthersHaveTheAnswer(Type grain, string method)
    {
        await using var cluster = await DrpcTestCluster.StartAsync(3, TestFunctions.AddAll);
        var kill = cluster.Cluster.GetFaults().Add(new FaultRule(FaultKind.KillTarget)
        {
            Interface = grain, Method = method, Target = cluster.Cluster.Silos[2].SiloAddress, OnCall = 1,
        });

        Assert.Equal(1000, await cluster.ClientOn(0).ExecuteAsync(TestFunctions.Spread, 1000).Within(Limit, "the call"));

        Assert.Equal(1, kill.Hits);
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task Silo_ThatIsOutOfReachOfOne_IsLeftOutOfTheReplay(int caller)
    {
        await using var cluster = await DrpcTestCluster.StartAsync(3, TestFunctions.AddAll);
        cluster.Cluster.GetFaults().Add(new FaultRule(FaultKind.Fail)
        {
            Caller = cluster.Cluster.Silos[caller].SiloAddress, Target = cluster.Cluster.Silos[2].SiloAddress,
            Failure = () => new SiloUnavailableException("injected"),
        });

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(1000, await cluster.ClientOn(0).ExecuteAsync(TestFunctions.Spread, 1000).Within(Limit, "the call"));
        }

        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Messages_OfAnOlderAttempt_AreRefusedWhileANewerOneRuns()
    {
        var function = DrpcFunction.Named("fails-then-waits").Takes<string>()
            .Stage<string>(
                async (name, output, token) =>
                {
                    if (output.Context.Attempt.Number == 1)
                    {
                        throw new InvalidOperationException("author's message");
                    }

                    await TestGate.Of(name).WaitAsync(output.Context.Silo, token);
                    await output.EmitAsync(name, token);
                },
                parallelism: 6,
                Grouping.All,
                "waits")
            .Aggregate(() => 0L, (count, _) => count + 1, count => count, name: "count")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => drpc.AddFunction(function));
        var (name, id) = (Guid.NewGuid().ToString(), RequestId.New());
        var call = cluster.ClientOn(0).ExecuteAsync(function, name, new CallOptions { RequestId = id });
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == 6, "all tasks of the second attempt to wait");

        var old = new AttemptId(id, 1);
        var items = ItemBatch.One(name);
        foreach (var silo in cluster.Cluster.Silos)
        {
            var grains = cluster.Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<IGrainFactory>();
            var dispatcher = grains.GetGrain<IDispatcherGrain>(PinnedKey.Of(silo.SiloAddress, IDispatcherGrain.Key));
            var aggregator = grains.GetGrain<IAggregatorGrain>(PinnedKey.Of(silo.SiloAddress, $"{old}/1/0"));
            await RefusedAsync(dispatcher.PostAsync(new StageBatch(old, 0, 0, items)));
            await RefusedAsync(dispatcher.CompleteAsync(new CompleteStage(old, 0, [new TaskCount(0, 1)])));
            await RefusedAsync(dispatcher.WatchAsync(old));
            await RefusedAsync(aggregator.AddAsync(new StageBatch(old, 1, 0, items)));
            await RefusedAsync(aggregator.FinishAsync(new FinishAggregation(old, 1, 0, 1)));
            await RefusedAsync(grains.GetGrain<IStageWorkerGrain>(0).RunAsync(new StageWork(old, 0, 0, 0, items)));
            await dispatcher.EndAsync(old);
        }

        TestGate.Of(name).Open();
        Assert.Equal(6, await call.Within(Limit, "the call"));
        await cluster.IdleAsync();
    }

    [Theory, InlineData(nameof(IAggregatorGrain.AddAsync)), InlineData(nameof(IDispatcherGrain.PostAsync))]
    public async Task Batches_OfAnOlderAttempt_ThatArriveLate_CountInNone(string method)
    {
        // The first attempt of each call is given up, and leaves batches behind which arrive when the next one runs.
        var attempts = new ConcurrentDictionary<RequestId, int>();
        var function = DrpcFunction.Named("slow-once").WithAttemptTimeout(TimeSpan.FromMilliseconds(250)).Reliable(10).Takes<int>()
            .Stage<int>(
                (count, output, token) =>
                {
                    attempts[output.Context.Attempt.Request] = output.Context.Attempt.Number;
                    return TestFunctions.EmitRangeAsync(count, output, token);
                },
                name: "source")
            .Select(item => item, 6, name: "pass")
            .Aggregate<FinishRecorder, long>(4, Grouping.Fields((int item) => item), name: "partitions")
            .Aggregate(() => 0L, (sum, item) => sum + item, sum => sum, name: "sum")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => drpc.AddFunction(function).Configure(options => options.MaxBatchItems = 10));
        var replayed = 0;
        for (var call = 0; call < 4; call++)
        {
            var late = Enumerable.Range(1, 3).Select(number => cluster.Cluster.GetFaults().Add(new FaultRule(FaultKind.Delay)
            {
                Method = method, OnCall = number, Delay = TimeSpan.FromMilliseconds(300),
            })).ToArray();
            var id = RequestId.New();

            var failure = await Xunit.Record.ExceptionAsync(async () => Assert.Equal(
                400, await cluster.ClientOn(0).ExecuteAsync(function, 400, new CallOptions { RequestId = id, Timeout = TimeSpan.FromSeconds(3) }).Within(Limit, "the call")));

            Assert.True(failure is null or DrpcException { Code: DrpcFailureCode.TimedOut }, $"{failure}");
            Assert.All(late, rule => Assert.Equal(1, rule.Hits));
            replayed += failure is null && attempts[id] > 1 ? 1 : 0;
            cluster.Cluster.GetFaults().Clear();
        }

        Assert.True(replayed > 0, "No call was answered by a later attempt than its first one.");
        Assert.Equal(400, await cluster.ClientOn(0).ExecuteAsync(function, 400).Within(Limit, "a later call"));
        await cluster.IdleAsync();
    }

    private static async Task RefusedAsync(Task message)
    {
        var refusal = await Assert.ThrowsAsync<DrpcException>(() => message.Within(Limit, "the refusal"));
        Assert.Equal(DrpcFailureCode.Cancelled, refusal.Code);
    }
}
