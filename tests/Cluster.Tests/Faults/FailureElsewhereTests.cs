using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Failures are never taken for answers or cancellations, wherever they happen and whoever hears of them late.</summary>
public sealed class FailureElsewhereTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Theory, InlineData(true), InlineData(false)]
    public async Task Failure_OfAnotherSilo_IsNotTakenForACancellation(bool isWatchLate)
    {
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => drpc.AddFunction(FailsElsewhere));
        if (isWatchLate)
        {
            cluster.Cluster.GetFaults().Add(new FaultRule(FaultKind.Delay)
            {
                Interface = typeof(IDispatcherGrain), Method = nameof(IDispatcherGrain.WatchAsync), Delay = TimeSpan.FromSeconds(2),
            });
        }

        var home = cluster.Cluster.Silos[0].SiloAddress.ToString();
        var codes = new List<DrpcFailureCode>();
        for (var i = 0; i < (isWatchLate ? 3 : 100); i++)
        {
            var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0).ExecuteAsync(FailsElsewhere, home).Within(Limit, "the call"));
            codes.Add(failure.Code);
        }

        Assert.Equal([], codes.Where(code => code != DrpcFailureCode.FunctionFailed));
    }

    [Theory, InlineData(1), InlineData(3)]
    public async Task Failure_InTheLastStage_IsNeverAnAnswer(int silos)
    {
        await using var cluster = await DrpcTestCluster.StartAsync(silos, drpc => drpc.AddFunction(FailsLast));
        var answers = 0;
        for (var i = 0; i < 3000; i++)
        {
            var failure = await Xunit.Record.ExceptionAsync(() => cluster.ClientOn(0).ExecuteAsync(FailsLast, 4).Within(Limit, "the call"));
            answers += failure is null ? 1 : 0;
        }

        Assert.Equal(0, answers);
    }

    [Theory, InlineData(FaultKind.LoseRequest), InlineData(FaultKind.LoseResponse), InlineData(FaultKind.Delay)]
    public async Task Failure_OfAnotherSilo_WhoseWatchIsLostOrLate_IsNeverAnAnswer(FaultKind fault)
    {
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => drpc.AddFunction(FailsInOneTask));
        cluster.Cluster.GetFaults().Add(new FaultRule(fault) { Interface = typeof(IDispatcherGrain), Method = nameof(IDispatcherGrain.WatchAsync) });
        var home = cluster.Cluster.Silos[0].SiloAddress.ToString();

        for (var i = 0; i < 20; i++)
        {
            // Three tasks, two of which fail: there is no right answer.
            var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0)
                .ExecuteAsync(FailsInOneTask, home, new CallOptions { Timeout = TimeSpan.FromSeconds(2) }).Within(Limit, "the call"));
            Assert.Equal(DrpcFailureCode.FunctionFailed, failure.Code);
        }
    }

    private static DrpcFunction<int, IReadOnlyList<int>> FailsLast { get; } = DrpcFunction.Named("fails-last").Unreliable().Takes<int>()
        .Stage<int>(TestFunctions.EmitRangeAsync, name: "source")
        .Stage<int>(
            async (item, output, token) =>
            {
                await Task.Yield();
                if (item == 3)
                {
                    throw new InvalidOperationException("author's message");
                }

                await output.EmitAsync(item, token);
            },
            parallelism: 4,
            name: "fails")
        .ReturnsAll();

    private static DrpcFunction<string, long> FailsInOneTask { get; } = DrpcFunction.Named("fails-in-one-task").Unreliable().Takes<string>()
        .Stage<int>(
            async (home, output, token) =>
            {
                var emitted = TestGate.Of($"{output.Context.Attempt.Request}");
                if (output.Context.Silo != home)
                {
                    await emitted.WaitAsync(output.Context.Silo, token);
                    throw new InvalidOperationException("author's message");
                }

                await output.EmitAsync(1, token);
                emitted.Open();
            },
            parallelism: 3,
            Grouping.All,
            name: "fails")
        .Aggregate(() => 0L, (count, _) => count + 1, count => count, name: "count")
        .Returns();

    // Fails on all silos but the home, while the home waits for them to complete.
    private static DrpcFunction<string, long> FailsElsewhere { get; } = DrpcFunction.Named("fails-elsewhere").Unreliable().Takes<string>()
        .Stage<int>(
            async (home, output, token) =>
            {
                var waits = TestGate.Of($"{output.Context.Attempt.Request}");
                if (output.Context.Silo != home)
                {
                    await waits.WaitAsync(output.Context.Silo, token);
                    throw new InvalidOperationException("author's message");
                }

                waits.Open();
                await Cancellation.OfAsync(token);
            },
            parallelism: 3,
            Grouping.All,
            name: "fails")
        .Aggregate(() => 0L, (count, _) => count + 1, count => count, name: "count")
        .Returns();
}
