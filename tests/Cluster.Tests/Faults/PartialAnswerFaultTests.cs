using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Answers in part while messages are lost or late: never more is said to be covered than is.</summary>
public sealed class PartialAnswerFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    // The cut-off is half a second before it, which is enough for the aggregations also beside other tests.
    private static readonly CallOptions Patient = new() { Timeout = TimeSpan.FromSeconds(5) };

    [Theory]
    [InlineData(typeof(IDispatcherGrain), nameof(IDispatcherGrain.CutOffAsync), FaultKind.LoseRequest)]
    [InlineData(typeof(IDispatcherGrain), nameof(IDispatcherGrain.CutOffAsync), FaultKind.LoseResponse)]
    [InlineData(typeof(IDispatcherGrain), nameof(IDispatcherGrain.CompleteAsync), FaultKind.LoseRequest)]
    public async Task Message_OfOneSiloIsLost_ItsTasksCountAsNotDone(Type grain, string method, FaultKind kind)
    {
        var function = StragglingFunctions.Count(f => f.WithPartialAnswers());
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => drpc.AddFunction(function));
        var lost = cluster.Cluster.GetFaults().Add(new FaultRule(kind) { Interface = grain, Method = method, Target = cluster.Cluster.Silos[2].SiloAddress });

        var answer = await cluster.ClientOn(0).ExecutePartialAsync(
            function, Guid.NewGuid().ToString(), Patient).Within(Limit, "the call");

        Assert.NotEqual(0, lost.Hits);
        Assert.InRange(answer.Value, answer.Coverage!.Value > 0.8 ? 5 * StragglingFunctions.OfEachTask : 0, 5 * StragglingFunctions.OfEachTask);
        Assert.InRange(answer.Coverage.Value, 0, method == nameof(IDispatcherGrain.CutOffAsync) ? 5.0 / 7 : 6.0 / 7);
        cluster.Cluster.GetFaults().Clear();
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Batches_ThatArriveAfterTheCutOff_AreInNoAnswerAndLeaveNothing()
    {
        var function = StragglingFunctions.Count(f => f.WithPartialAnswers());
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => drpc.AddFunction(function).Configure(options => options.MaxBatchItems = 5));
        FaultRule[] late = [.. ((int[])[5, 25, 45]).Select(call => cluster.Cluster.GetFaults().Add(new FaultRule(FaultKind.Delay)
        {
            Method = nameof(IAggregatorGrain.AddAsync), OnCall = call, Delay = TimeSpan.FromMilliseconds(4700),
        }))];

        var answer = await cluster.ClientOn(0).ExecutePartialAsync(
            function, Guid.NewGuid().ToString(), Patient).Within(Limit, "the call");

        Assert.All(late, rule => Assert.Equal(1, rule.Hits));
        Assert.InRange(answer.Value, 0, (5 * StragglingFunctions.OfEachTask) - 1);
        Assert.True(answer.Coverage <= 5.0 / 7, $"{answer}");
        await cluster.IdleAsync();
        await Eventually.TrueAsync(async () => await cluster.ActivationsOfAsync(nameof(AggregatorGrain)) == 0, "no aggregator to be left");
    }
}
