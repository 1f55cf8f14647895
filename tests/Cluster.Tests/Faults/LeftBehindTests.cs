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

        // Requests of the silos that die: the first silo closes its parts of them when it looks for those that a dead silo was part of.
        // By the second death it has been through all requests for the first.
        for (var i = 2; i > 0; i--)
        {
            var orphan = Guid.NewGuid().ToString();
            _ = cluster.ClientOn(i).ExecuteAsync(WaitingFunctions.WaitEverywhere, orphan);
            await Eventually.TrueAsync(() => TestGate.Of(orphan).Waiting.Count == 12, "the orphan's stage to wait");
            await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[i]);
            await Eventually.TrueAsync(() => cluster.ServicesOf(0).GetRequiredService<RequestTable>().Count == 1, "the first silo to close the orphan");
        }

        TestGate.Of(name).Open();

        Assert.Equal(name, await call.Within(Limit, "the call"));
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
}
