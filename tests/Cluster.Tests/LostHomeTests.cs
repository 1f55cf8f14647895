using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Calls from outside the cluster whose home dies, or stops, in the middle.</summary>
public sealed class LostHomeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly DrpcFunction<string, string> ThrowsElsewhere = DrpcFunction.Named("throws-elsewhere").Reliable(3).Takes<string>()
        .Stage<string>(
            (name, output, token) => output.Context.Attempt.Number == 1
                ? new ValueTask(TestGate.Of(name).WaitAsync(output.Context.Silo, token))
                : throw new InvalidOperationException("author's message"),
            name: "throws")
        .Returns();

    public static TheoryData<int, bool> Ends => new() { { 1, true }, { 1, false }, { 12, true }, { 12, false } };

    [Theory, MemberData(nameof(Ends))]
    public async Task Home_IsLost_TheCallGoesOnAtAnother(int tasks, bool isKilled)
    {
        await using var cluster = await StartAsync();
        var call = await HeldCall.StartAsync(cluster, tasks == 1 ? WaitingFunctions.Wait : WaitingFunctions.WaitEverywhere, tasks);
        var home = call.Home;

        var end = EndAsync(cluster, home, isKilled);
        await call.WaitingAsync(2 * tasks);

        Assert.NotEqual(home.SiloAddress, call.Home.SiloAddress);
        call.Gate.Open();
        Assert.Equal(tasks == 1 ? call.Argument : $"{tasks}", await call.Answer);
        await end.Within(Limit, "the silo's end");
        await call.NothingLeftAsync();
    }

    [Fact]
    public async Task Home_StopsAndTheCallEndsInTime_ItRunsOnce()
    {
        await using var cluster = await StartAsync(TimeSpan.FromMinutes(1));
        var call = await HeldCall.StartAsync(cluster, WaitingFunctions.Wait);
        var home = call.Home;
        var table = cluster.Cluster.GetSiloServiceProvider(home.SiloAddress).GetRequiredService<RequestTable>();

        var end = EndAsync(cluster, home, isKilled: false);
        await Eventually.TrueAsync(() => table.IsDraining, "the home to drain");
        call.Gate.Open();

        Assert.Equal(call.Argument, await call.Answer);
        Assert.Single(call.Gate.Waiting);
        await end.Within(Limit, "the silo's end");
    }

    [Fact]
    public async Task Home_ThatStopsRefusesACall_AnotherTakesItAtNoCost()
    {
        await using var cluster = await StartAsync(TimeSpan.FromMinutes(1));
        var held = await HeldCall.StartAsync(cluster, WaitingFunctions.Wait);
        var table = cluster.Cluster.GetSiloServiceProvider(held.Home.SiloAddress).GetRequiredService<RequestTable>();
        var end = EndAsync(cluster, held.Home, isKilled: false);
        await Eventually.TrueAsync(() => table.IsDraining, "the home to drain");
        TestGate.Of("open").Open();

        foreach (var _ in cluster.Cluster.Silos)
        {
            Assert.Equal("open", await cluster.Client.ExecuteAsync(WaitingFunctions.WaitOnce, "open").Within(Limit, "a call with a single attempt"));
        }

        held.Gate.Open();
        Assert.Equal(held.Argument, await held.Answer);
        await end.Within(Limit, "the silo's end");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Home_OfAnUnreliableCallIsLost_ItFailsAndTellsOfItsAttempt(bool isKilled)
    {
        await using var cluster = await StartAsync();
        var call = await HeldCall.StartAsync(cluster, WaitingFunctions.WaitOnce);

        var end = EndAsync(cluster, call.Home, isKilled);
        var failure = await call.FailureAsync();

        Assert.Equal((DrpcFailureCode.SiloLost, call.Id), (failure.Code, failure.RequestId));
        Assert.Contains("attempts are used up: 1 of 1", failure.Message, StringComparison.Ordinal);
        Assert.Equal([(1, isKilled ? DrpcFailureCode.SiloLost : DrpcFailureCode.ShuttingDown)], Told(failure, isKilled));
        Assert.Single(call.Gate.Waiting);
        await end.Within(Limit, "the silo's end");
        await call.NothingLeftAsync();
    }

    [Fact]
    public async Task Homes_LostUntilTheAttemptsAreUsedUp_FailsAndTellsOfEachAttempt()
    {
        await using var cluster = await StartAsync();
        var call = await HeldCall.StartAsync(cluster, WaitingFunctions.Wait);
        var before = TimeProvider.System.GetUtcNow();

        await EndAsync(cluster, call.Home, isKilled: true);
        await call.WaitingAsync(2);
        await EndAsync(cluster, call.Home, isKilled: true);
        var failure = await call.FailureAsync();

        Assert.Equal(DrpcFailureCode.SiloLost, failure.Code);
        Assert.Contains("attempts are used up: 2 of 2", failure.Message, StringComparison.Ordinal);
        Assert.Equal([(1, DrpcFailureCode.SiloLost), (1 + DrpcRequest.AttemptNumbersOfCall, DrpcFailureCode.SiloLost)], Told(failure, isKilled: true));
        Assert.All(failure.Attempts!.Value.Zip(failure.Attempts!.Value.Skip(1)), pair => Assert.True(pair.First.EndedAt <= pair.Second.StartedAt));
        Assert.InRange(failure.Attempts!.Value[0].StartedAt, before - Limit, before);
        await call.NothingLeftAsync();
    }

    [Fact]
    public async Task Home_IsLostAndTheOthersAttemptsFail_FailsAndTellsOfAllInOrder()
    {
        await using var cluster = await StartAsync();
        var call = await HeldCall.StartAsync(cluster, ThrowsElsewhere);

        await EndAsync(cluster, call.Home, isKilled: true);
        var failure = await call.FailureAsync();

        Assert.Equal(DrpcFailureCode.FunctionFailed, failure.Code);
        Assert.Equal([(1, DrpcFailureCode.SiloLost), (101, DrpcFailureCode.FunctionFailed), (102, DrpcFailureCode.FunctionFailed)], Told(failure, isKilled: true));
        await call.NothingLeftAsync();
    }

    [Theory, InlineData(1), InlineData(12)]
    public async Task Caller_CancelsAfterItsHomeWasLost_TheCodeAtTheNextIsCancelled(int tasks)
    {
        await using var cluster = await StartAsync();
        using var caller = new CancellationTokenSource();
        var call = await HeldCall.StartAsync(
            cluster, tasks == 1 ? WaitingFunctions.Wait : WaitingFunctions.WaitEverywhere, tasks, cancellationToken: caller.Token);
        await EndAsync(cluster, call.Home, isKilled: true);
        await call.WaitingAsync(2 * tasks);
        var second = call.Home.SiloAddress.ToString();

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Answer);
        await Eventually.TrueAsync(() => call.Gate.Cancelled.Contains(second), "the code at the second home to be cancelled");
        await call.NothingLeftAsync();
    }

    [Fact]
    public async Task Call_ThatALivingHomeRefuses_IsNotTakenToAnother()
    {
        var function = DrpcFunction.Named("one-at-once").WithMaxRunning(1).Takes<string>()
            .Stage<string>(
                async (name, output, token) =>
                {
                    await TestGate.Of(name).WaitAsync(output.Context.Silo, token);
                    await output.EmitAsync(name, token);
                },
                name: "waits")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(2, drpc => drpc.AddFunction(function));
        var call = await HeldCall.StartAsync(cluster, function);
        TestGate.Of("free").Open();

        // In turn: the other silo, and the first one's home again.
        Assert.Equal("free", await cluster.Client.ExecuteAsync(function, "free").Within(Limit, "the call of the other silo"));
        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync(function, "free").Within(Limit, "the refusal"));

        Assert.Equal(DrpcFailureCode.Overloaded, failure.Code);
        Assert.Null(failure.Failure.Attempts);
        call.Gate.Open();
        Assert.Equal(call.Argument, await call.Answer);
    }

    private static Task<DrpcTestCluster> StartAsync(TimeSpan? drainTimeout = null) => DrpcTestCluster.StartAsync(3, drpc => drpc
        .AddFunction(WaitingFunctions.Wait).AddFunction(WaitingFunctions.WaitOnce).AddFunction(WaitingFunctions.WaitEverywhere).AddFunction(ThrowsElsewhere)
        .Configure(options =>
        {
            options.DefaultDeadline = TimeSpan.FromMinutes(5);
            options.DrainTimeout = drainTimeout ?? TimeSpan.FromMilliseconds(200);
        }));

    private static Task EndAsync(DrpcTestCluster cluster, InProcessSiloHandle silo, bool isKilled) =>
        isKilled ? cluster.Cluster.KillSiloAsync(silo) : cluster.Cluster.StopSiloAsync(silo);

    // In Orleans' test cluster a silo that is killed may still say that it stops; on Orleans.Embedded it does not (LostHomeFaultTests).
    private static IEnumerable<(int, DrpcFailureCode)> Told(DrpcFailure failure, bool isKilled) => failure.Attempts!.Value.Select(
        attempt => (attempt.Number, isKilled && attempt.Code == DrpcFailureCode.ShuttingDown ? DrpcFailureCode.SiloLost : attempt.Code));
}
