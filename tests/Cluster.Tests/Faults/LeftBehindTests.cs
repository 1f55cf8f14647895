#pragma warning disable RS0030 // Proofs: they show that something does not happen, so some of them have to let time pass.
using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>What stays behind on a silo when single messages are lost or late.</summary>
public sealed class LeftBehindTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task EndAsync_Lost_TheDeadlineForgetsTheAttempt()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(3, TestFunctions.AddAll);
        cluster.Cluster.GetFaults().Add(new FaultRule(FaultKind.LoseRequest) { Interface = typeof(IDispatcherGrain), Method = nameof(IDispatcherGrain.EndAsync) });

        Assert.Equal(100, await cluster.ClientOn(0).ExecuteAsync(TestFunctions.Spread, 100, new CallOptions { Timeout = TimeSpan.FromMilliseconds(500) }).Within(Limit, "the call"));

        await cluster.IdleAsync();
    }

    [Fact]
    public async Task OpenAsync_ArrivesAfterTheRequestEnded_IsForgottenToo()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(3, TestFunctions.AddAll);
        var late = cluster.Cluster.GetFaults().Add(new FaultRule(FaultKind.Delay)
        {
            Interface = typeof(IDispatcherGrain), Method = nameof(IDispatcherGrain.OpenAsync), Delay = TimeSpan.FromMilliseconds(700), OnCall = 1,
        });

        var ends = cluster.Cluster.GetFaults().Add(new FaultRule(FaultKind.Delay)
        {
            Interface = typeof(IDispatcherGrain), Method = nameof(IDispatcherGrain.EndAsync), Delay = TimeSpan.Zero,
        });

        await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0)
            .ExecuteAsync(TestFunctions.Spread, 100, new CallOptions { Timeout = TimeSpan.FromMilliseconds(200) }).Within(Limit, "the call"));

        Assert.Equal(1, late.Hits);
        await Eventually.TrueAsync(() => ends.Hits == 2, "both other silos to be told of the end, also the one that was opened late");
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task RequestId_InUseAtAnotherHome_IsRefusedAndTheFirstGoesOn()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => drpc.AddFunction(TwoTasks));
        for (var i = 0; i < 20; i++)
        {
            // Plans of two tasks use two of the silos at the most; each id uses other ones.
            var name = Guid.NewGuid().ToString();
            var options = new CallOptions { RequestId = RequestId.New() };
            var first = cluster.ClientOn(0).ExecuteAsync(TwoTasks, name, options);
            await Eventually.TrueAsync(() => !TestGate.Of(name).Waiting.IsEmpty, "the task to wait");

            var second = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(1).ExecuteAsync(TwoTasks, name, options).Within(Limit, "the second"));
            Assert.Equal(DrpcFailureCode.BadArgument, second.Code);
            TestGate.Of(name).Open();

            Assert.Equal(name, await first.Within(Limit, "the first"));
        }
    }

    [Fact]
    public async Task Silo_KilledThatHoldsNoPartOfARequest_DoesNotEndIt()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(3, TestFunctions.AddAll);
        var name = Guid.NewGuid().ToString();
        var call = cluster.ClientOn(0).ExecuteAsync(WaitingFunctions.Wait, name);
        await Eventually.TrueAsync(() => !TestGate.Of(name).Waiting.IsEmpty, "the stage to wait");
        Assert.Equal([cluster.Cluster.Silos[0].SiloAddress.ToString()], TestGate.Of(name).Waiting);

        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[2]);
        await Task.WhenAny(call, Task.Delay(300));
        TestGate.Of(name).Open();

        Assert.Equal(name, await call.Within(Limit, "the call"));
    }

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

    [Fact]
    public async Task Silo_StoppedGracefullyUnderLoad_FailsNoRequestOfOthers()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(3, TestFunctions.AddAll);
        using var done = new CancellationTokenSource();
        var failures = new System.Collections.Concurrent.ConcurrentBag<DrpcException>();
        var answers = 0;
        var load = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var client = cluster.ClientOn(i % 2);
            while (!done.IsCancellationRequested)
            {
                try
                {
                    Assert.Equal(500, await client.ExecuteAsync(TestFunctions.Spread, 500));
                    Interlocked.Increment(ref answers);
                }
                catch (DrpcException e)
                {
                    failures.Add(e);
                }
            }
        })).ToArray();
        await Eventually.TrueAsync(() => Volatile.Read(ref answers) > 50, "load");

        await cluster.Cluster.StopSiloAsync(cluster.Cluster.Silos[2]).Within(TimeSpan.FromSeconds(30), "the stop");
        await done.CancelAsync();
        await Task.WhenAll(load).Within(Limit, "the load");

        Assert.True(failures.IsEmpty, $"{failures.Count} of {answers}: {failures.FirstOrDefault()?.Code} {failures.FirstOrDefault()?.Message}");
    }

    [Fact]
    public async Task Drain_TakesTooLong_CallerIsToldThatTheSiloStops()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(2, drpc => TestFunctions.AddAll(drpc.Configure(o => o.DrainTimeout = TimeSpan.FromMilliseconds(200))));
        var name = Guid.NewGuid().ToString();
        var running = cluster.ClientOn(1).ExecuteAsync(WaitingFunctions.WaitEverywhere, name);
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == 12, "the stage to wait");

        var stopping = cluster.Cluster.StopSiloAsync(cluster.Cluster.Silos[1]);

        var failure = await Assert.ThrowsAsync<DrpcException>(() => running.Within(Limit, "the running request"));
        Assert.Equal(DrpcFailureCode.ShuttingDown, failure.Code);
        await stopping.Within(TimeSpan.FromSeconds(30), "the silo to stop");
    }

    private static int Running(DrpcTestCluster cluster) => cluster.Cluster.Silos.Sum(silo =>
        cluster.Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<RequestTable>().Count);

    private static DrpcFunction<int, IReadOnlyList<int>> FailsLast { get; } = DrpcFunction.Named("fails-last").Takes<int>()
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

    private static DrpcFunction<string, long> FailsInOneTask { get; } = DrpcFunction.Named("fails-in-one-task").Takes<string>()
        .Stage<int>(
            async (home, output, token) =>
            {
                await Task.Delay(20, token);
                if (output.Context.Silo != home)
                {
                    throw new InvalidOperationException("author's message");
                }

                await output.EmitAsync(1, token);
            },
            parallelism: 3,
            Grouping.All,
            name: "fails")
        .Aggregate(() => 0L, (count, _) => count + 1, count => count, name: "count")
        .Returns();

    private static DrpcFunction<string, string> TwoTasks { get; } = DrpcFunction.Named("two-tasks").Takes<string>()
        .Select(name => name, name: "pass")
        .Stage<string>(
            async (name, output, token) =>
            {
                await TestGate.Of(name).WaitAsync(output.Context.Silo, token);
                await output.EmitAsync(name, token);
            },
            name: "wait")
        .Returns();

    // Fails on all silos but the home, while the home waits for them to complete.
    private static DrpcFunction<string, long> FailsElsewhere { get; } = DrpcFunction.Named("fails-elsewhere").Takes<string>()
        .Stage<int>(
            async (home, output, token) =>
            {
                await Task.Delay(20, token);
                if (output.Context.Silo != home)
                {
                    throw new InvalidOperationException("author's message");
                }

                await Task.Delay(Timeout.Infinite, token);
            },
            parallelism: 3,
            Grouping.All,
            name: "fails")
        .Aggregate(() => 0L, (count, _) => count + 1, count => count, name: "count")
        .Returns();
}
