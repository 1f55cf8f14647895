using Orleans;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

public sealed class FaultTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private InProcessTestCluster _cluster = null!;
    private Faults _faults = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await Clusters.StartAsync(3, _time);
        _faults = _cluster.GetFaults();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task LoseRequest_TheGrainNeverRunsAndTheCallerTimesOut()
    {
        var grain = _cluster.Client.GetGrain<ICounterGrain>("lost-request");
        _faults.Add(new FaultRule(FaultKind.LoseRequest) { Interface = typeof(ICounterGrain), OnCall = 1 });

        var call = grain.IncrementAsync();
        _time.Advance(TimeSpan.FromSeconds(31));

        await call.Fails<TimeoutException>("the timeout");
        Assert.Equal(1, await grain.IncrementAsync());
    }

    [Fact]
    public async Task LoseRequest_OfAFirstCall_LeavesNoActivationBehind()
    {
        var grain = _cluster.Client.GetGrain<ICounterGrain>("lost-first");
        _faults.Add(new FaultRule(FaultKind.LoseRequest));
        _ = grain.IncrementAsync();

        await _cluster.WaitForDeactivationAsync(grain).Within("the unused activation to go");

        Assert.False(_cluster.TryGetGrainContext(grain.GetGrainId(), out _));
    }

    [Fact]
    public async Task LoseResponse_TheGrainRunsAndTheCallerTimesOut()
    {
        var grain = _cluster.Client.GetGrain<ICounterGrain>("lost-response");
        _faults.Add(new FaultRule(FaultKind.LoseResponse) { Method = nameof(ICounterGrain.IncrementAsync), OnCall = 1 });

        var call = grain.IncrementAsync();
        Assert.Equal(2, await grain.IncrementAsync());
        _time.Advance(TimeSpan.FromSeconds(31));

        await call.Fails<TimeoutException>("the timeout");
    }

    [Fact]
    public async Task Fail_TheCallerGetsTheGivenException()
    {
        var rule = _faults.Add(new FaultRule(FaultKind.Fail) { Failure = () => new InvalidDataException("broken") });

        var failure = await _cluster.Client.GetGrain<ICounterGrain>("failed").IncrementAsync().Fails<InvalidDataException>("the failure");
        _faults.Clear();

        Assert.Equal("broken", failure.Message);
        Assert.Equal(1, rule.Hits);
        Assert.Equal(1, await _cluster.Client.GetGrain<ICounterGrain>("failed").IncrementAsync());
    }

    [Fact]
    public async Task Delay_TheCallArrivesLater()
    {
        _faults.Add(new FaultRule(FaultKind.Delay) { Delay = TimeSpan.FromSeconds(3), OnCall = 1 });

        var delayed = _cluster.Client.GetGrain<ICounterGrain>("delayed").IncrementAsync();
        Assert.Equal(1, await _cluster.Client.GetGrain<ICounterGrain>("delayed").IncrementAsync());
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(2, await delayed.Within("the delayed call"));
    }

    [Fact]
    public async Task KillTarget_AtTheChosenCall_KillsThatSiloAndFailsTheCall()
    {
        var grain = _cluster.From(0).GetGrain<IScatteredGrain>("kill");
        var place = await grain.WhereAsync();
        while (place == _cluster.Silos[0].SiloAddress)
        {
            await _cluster.DeactivateAsync(grain).Within("the deactivation");
            place = await grain.WhereAsync();
        }

        _faults.Add(new FaultRule(FaultKind.KillTarget) { Target = place, OnCall = 2 });
        Assert.Equal(place, await grain.WhereAsync());

        await grain.WhereAsync().Fails<SiloUnavailableException>("the failure");
        Assert.NotEqual(place, await grain.WhereAsync().Within("the call after it"));
    }

    [Fact]
    public async Task Probability_WithASeed_ChoosesTheSameCallsInEachRun()
    {
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            _faults.Clear();
            _faults.Add(new FaultRule(FaultKind.Fail) { Probability = 0.3, Seed = 7 });
            var outcomes = "";
            for (var call = 0; call < 100; call++)
            {
                var answer = _cluster.Client.GetGrain<ICounterGrain>("random").IncrementAsync();
                await ((Task)answer).ContinueWith(_ => { }, TaskScheduler.Default).Within("the call");
                outcomes += answer.IsFaulted ? 'x' : '.';
            }

            runs.Add(outcomes);
        }

        Assert.Equal(runs[0], runs[1]);
        Assert.InRange(runs[0].Count(outcome => outcome == 'x'), 15, 45);
    }

    [Fact]
    public async Task Cut_BetweenTwoSilos_LosesCallsBothWaysUntilHealed()
    {
        var (one, other) = (_cluster.Silos[0].SiloAddress, _cluster.Silos[1].SiloAddress);
        var grain = await OnSiloAsync(other);
        _faults.Cut(one, other);

        var lost = _cluster.From(0).GetGrain<IScatteredGrain>(grain).WhereAsync();
        Assert.Equal(other, await _cluster.From(2).GetGrain<IScatteredGrain>(grain).WhereAsync().Within("a call around the cut"));
        _time.Advance(TimeSpan.FromSeconds(31));
        await lost.Fails<TimeoutException>("the timeout");
        _faults.Heal(other, one);

        Assert.Equal(other, await _cluster.From(0).GetGrain<IScatteredGrain>(grain).WhereAsync().Within("a call after the healing"));
    }

    [Fact]
    public async Task Rule_ForOneCaller_LeavesOthersAlone()
    {
        _faults.Add(new FaultRule(FaultKind.Fail) { Caller = _cluster.Silos[1].SiloAddress });

        Assert.Equal(1, await _cluster.From(0).GetGrain<ICounterGrain>("one-caller").IncrementAsync());
        Assert.Equal(2, await _cluster.Client.GetGrain<ICounterGrain>("one-caller").IncrementAsync());
        await _cluster.From(1).GetGrain<ICounterGrain>("one-caller").IncrementAsync().Fails<OrleansException>("the failure");
    }

    [Fact]
    public async Task ConfigureFaults_OnASilo_ActsFromItsStart()
    {
        await using var cluster = await Clusters.StartAsync(1, configure: silo => silo.ConfigureFaults(faults => faults.Add(new FaultRule(FaultKind.Fail))));

        await cluster.Client.GetGrain<ICounterGrain>("configured").IncrementAsync().Fails<OrleansException>("the failure");
    }

    private async Task<string> OnSiloAsync(SiloAddress silo)
    {
        for (var index = 0; ; index++)
        {
            if (await _cluster.From(2).GetGrain<IScatteredGrain>($"cut-{index}").WhereAsync() == silo)
            {
                return $"cut-{index}";
            }
        }
    }
}
