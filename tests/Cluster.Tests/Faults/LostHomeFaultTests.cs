using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>What a client outside finds out about homes when nobody tells it, as on Orleans.</summary>
public sealed class LostHomeFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);
    private static readonly DrpcFunction<string, string> ManyAttempts = DrpcFunction.Named("many-attempts").Reliable(5).WithDeadline(TimeSpan.FromSeconds(20)).Takes<string>()
        .Stage<string>((name, output, token) => new ValueTask(TestGate.Of(name).WaitAsync(output.Context.Silo, token)), name: "waits").Returns();

    public static TheoryData<string> OfHomesThatLive => ["slow", "suspected", "stopping", "no view"];

    [Theory, InlineData(1), InlineData(12)]
    public async Task Home_DiesAndNobodyTells_TheCallGoesOnAtAnother(int tasks)
    {
        await using var cluster = await StartAsync();
        var call = await HeldCall.StartAsync(cluster, tasks == 1 ? WaitingFunctions.Wait : WaitingFunctions.WaitEverywhere, tasks);

        await cluster.Cluster.KillSiloAsync(call.Home);
        await call.WaitingAsync(2 * tasks);
        call.Gate.Open();

        Assert.Equal(tasks == 1 ? call.Argument : $"{tasks}", await call.Answer);
        await call.NothingLeftAsync();
    }

    [Fact]
    public async Task Home_DiesWhileLooksFail_ALaterLookTells()
    {
        await using var cluster = await StartAsync();
        var looks = cluster.Cluster.GetFaults().Add(LookRule(FaultKind.Fail));
        var call = await HeldCall.StartAsync(cluster, WaitingFunctions.Wait);

        await cluster.Cluster.KillSiloAsync(call.Home);
        await Eventually.TrueAsync(() => looks.Hits >= 2, "two looks to fail");
        Assert.Single(call.Gate.Waiting);
        cluster.Cluster.GetFaults().Clear();
        await call.WaitingAsync(2);
        call.Gate.Open();

        Assert.Equal(call.Argument, await call.Answer);
    }

    [Theory, MemberData(nameof(OfHomesThatLive))]
    public async Task Home_ThatLives_KeepsItsCall(string how)
    {
        await using var cluster = await StartAsync();
        var looks = cluster.Cluster.GetFaults().Add(LookRule(how == "no view" ? FaultKind.Fail : FaultKind.Delay));
        var call = await HeldCall.StartAsync(cluster, WaitingFunctions.Wait);
        var home = call.Home;
        if (how == "suspected")
        {
            foreach (var silo in cluster.Cluster.Silos)
            {
                cluster.Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<ClusterView>().Suspect(home.SiloAddress);
            }
        }

        var stop = how == "stopping" ? cluster.Cluster.StopSiloAsync(home) : Task.CompletedTask;
        await Eventually.TrueAsync(() => looks.Hits >= 3, "three looks");
        call.Gate.Open();

        Assert.Equal(call.Argument, await call.Answer);
        Assert.Single(call.Gate.Waiting);
        await stop.Within(Limit, "the silo to stop");
    }

    [Fact]
    public async Task Look_ForAllCallsIsOneInASecond_AndNoneAfterTheirEnd()
    {
        var time = new ManualTime();
        await using var cluster = await StartAsync(time);
        var looks = cluster.Cluster.GetFaults().Add(LookRule(FaultKind.Delay));
        var calls = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => HeldCall.StartAsync(cluster, WaitingFunctions.Wait)));

        // By the first second it is known that they take long.
        await AdvanceUntilAsync(time, () => looks.Hits == 1);
        var first = time.GetTimestamp();
        await AdvanceUntilAsync(time, () => looks.Hits == 3);

        // How late they are seen depends on how busy the machine is.
        Assert.InRange(time.GetElapsedTime(first), TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(2.9));
        foreach (var call in calls)
        {
            call.Gate.Open();
            Assert.Equal(call.Argument, await call.Answer);
        }

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(3, looks.Hits);
    }

    [Fact]
    public async Task Homes_AllDie_FailsAndTellsOfEachAttempt()
    {
        await using var cluster = await StartAsync();
        cluster.Cluster.GetFaults().HidesDeathsFromClients = false;
        var call = await HeldCall.StartAsync(cluster, ManyAttempts);

        foreach (var homes in Enumerable.Range(1, 3))
        {
            await call.WaitingAsync(homes);
            await cluster.Cluster.KillSiloAsync(call.Home);
        }

        var failure = await call.FailureAsync();
        Assert.Equal((DrpcFailureCode.SiloLost, call.Id), (failure.Code, failure.RequestId));
        Assert.Equal([1, 101, 201], failure.Attempts!.Value.Select(attempt => attempt.Number));
        Assert.All(failure.Attempts!.Value, attempt => Assert.Equal(DrpcFailureCode.SiloLost, attempt.Code));
    }

    [Theory, InlineData("of the function", false), InlineData("of the function", true), InlineData("of the caller", false)]
    public async Task Deadline_HoldsForAllHomesTogether(string which, bool isTyped)
    {
        var time = new ManualTime();
        await using var cluster = await StartAsync(time);
        cluster.Cluster.GetFaults().HidesDeathsFromClients = false;
        var (name, id) = (Guid.NewGuid().ToString(), RequestId.New());
        var options = new CallOptions { RequestId = id, Timeout = which == "of the caller" ? TimeSpan.FromSeconds(15) : null };
        var call = isTyped ? cluster.Client.ExecuteAsync(ManyAttempts, name, options) : cluster.Client.ExecuteAsync(ManyAttempts.Name, name, options);
        var started = time.GetTimestamp();
        foreach (var homes in Enumerable.Range(1, 2))
        {
            await AdvanceUntilAsync(time, () => TestGate.Of(name).Waiting.Count == homes);
            time.Advance(TimeSpan.FromSeconds(5));
            await cluster.Cluster.KillSiloAsync(cluster.HomeOf(id));
        }

        await AdvanceUntilAsync(time, () => TestGate.Of(name).Waiting.Count == 3);
        var last = cluster.HomeOf(id).SiloAddress.ToString();
        var deadline = options.Timeout ?? TimeSpan.FromSeconds(20);
        time.Advance(deadline - time.GetElapsedTime(started) - (2 * Moment));
        Assert.False(call.IsCompleted);

        // To 50 ms after it, and no further.
        for (var step = 0; step < 7; step++)
        {
            time.Advance(Moment);
        }

        var failure = (await Assert.ThrowsAsync<DrpcException>(() => call.Within(Limit, "the failure"))).Failure;
        Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
        Assert.Equal(
            [(1, DrpcFailureCode.SiloLost), (101, DrpcFailureCode.SiloLost), (201, DrpcFailureCode.TimedOut)],
            failure.Attempts!.Value.Select(attempt => (attempt.Number, attempt.Code)));
        await Eventually.TrueAsync(() => TestGate.Of(name).Cancelled.Contains(last), "the code at the last home to be cancelled");
    }

    [Fact]
    public async Task View_IsNotAnswered_IsAskedForAgain()
    {
        await using var cluster = await StartAsync();
        var lost = cluster.Cluster.GetFaults().Add(
            new FaultRule(FaultKind.LoseRequest) { Interface = typeof(IClusterViewGrain), Method = nameof(IClusterViewGrain.GetActiveSilosAsync), OnCall = 1 });

        Assert.Equal("x", await cluster.Client.ExecuteAsync(TestFunctions.Echo, "x").Within(Limit, "the call"));

        Assert.Equal(1, lost.Hits);
    }

    [Fact]
    public async Task View_ComesLate_TheTimeIsTakenOffTheCalls()
    {
        var time = new ManualTime();
        await using var cluster = await StartAsync(time);
        var late = cluster.Cluster.GetFaults().Add(LateViewRule());
        var (name, started) = (Guid.NewGuid().ToString(), time.GetTimestamp());
        var call = cluster.Client.ExecuteAsync(ManyAttempts, name, new CallOptions { Timeout = TimeSpan.FromSeconds(10) });
        await AdvanceUntilAsync(time, () => TestGate.Of(name).Waiting.Count == 1);

        time.Advance(TimeSpan.FromSeconds(10) - time.GetElapsedTime(started) - (2 * Moment));
        Assert.False(call.IsCompleted);
        for (var step = 0; step < 7; step++)
        {
            time.Advance(Moment);
        }

        var failure = (await Assert.ThrowsAsync<DrpcException>(() => call.Within(Limit, "the failure"))).Failure;
        Assert.Equal((DrpcFailureCode.TimedOut, 1), (failure.Code, late.Hits));
    }

    [Fact]
    public async Task View_ComesLate_ATimeoutThatIsNoneIsRefusedAllTheSame()
    {
        var time = new ManualTime();
        await using var cluster = await StartAsync(time);
        cluster.Cluster.GetFaults().Add(LateViewRule());
        var call = cluster.Client.ExecuteAsync(TestFunctions.Echo, "x", new CallOptions { Timeout = TimeSpan.FromSeconds(-1) });

        await AdvanceUntilAsync(time, () => call.IsCompleted);

        Assert.Equal(DrpcFailureCode.BadArgument, (await Assert.ThrowsAsync<DrpcException>(() => call)).Code);
    }

    private static FaultRule LateViewRule() => new(FaultKind.Delay)
    {
        Interface = typeof(IClusterViewGrain), Method = nameof(IClusterViewGrain.GetActiveSilosAsync), Delay = TimeSpan.FromSeconds(0.9),
    };

    private static FaultRule LookRule(FaultKind kind) =>
        new(kind) { Interface = typeof(IClusterViewGrain), Method = nameof(IClusterViewGrain.GetDeadSilosAsync), Delay = TimeSpan.Zero };

    private static async Task<DrpcTestCluster> StartAsync(TimeProvider? time = null)
    {
        var cluster = await DrpcTestCluster.StartAsync(
            3,
            drpc => drpc.AddFunction(WaitingFunctions.Wait).AddFunction(WaitingFunctions.WaitEverywhere).AddFunction(ManyAttempts).AddFunction(TestFunctions.Echo)
                .Configure(options => options.DefaultDeadline = TimeSpan.FromMinutes(5)),
            time);
        cluster.Cluster.GetFaults().HidesDeathsFromClients = true;
        return cluster;
    }

    private static Task AdvanceUntilAsync(ManualTime time, Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            if (condition())
            {
                return true;
            }

            time.Advance(Moment);
            return false;
        },
        "what comes in time");
}
