using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

public sealed class TimerTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Clusters.StartAsync(1, _time, silo => silo.Configure<GrainCollectionOptions>(options =>
    {
        options.CollectionQuantum = TimeSpan.FromMinutes(1);
        options.CollectionAge = TimeSpan.FromMinutes(3);
    }));

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Timer_DueAndPeriod_TicksThenAndAgain()
    {
        var grain = _cluster.Client.GetGrain<ITimerGrain>("ticks");
        await grain.StartAsync(Second, 2 * Second, interleave: false, keepAlive: false);

        Assert.Equal(0, Signals.Count("ticks"));
        await TickAsync("ticks", Second, 1);
        await TickAsync("ticks", 2 * Second, 2);
        await TickAsync("ticks", 2 * Second, 3);
    }

    // Storm's TickTupleTest.testTickTupleWorksWithSystemBolt: its tick tuples are grain timers here.
    [Fact]
    public async Task TickTuple_WorksWithSystemBolt_EveryThirtySecondsBringOneMoreTickAndNothingElse()
    {
        var grain = _cluster.Client.GetGrain<ITimerGrain>("tick-tuple");
        await grain.StartAsync(30 * Second, 30 * Second, interleave: false, keepAlive: true);

        for (var tick = 1; tick <= 20; tick++)
        {
            _time.Advance(29 * Second);
            await grain.PingAsync();
            Assert.Equal(tick - 1, Signals.Count("tick-tuple"));
            await TickAsync("tick-tuple", Second, tick);
        }
    }

    [Fact]
    public async Task Timer_WhoseTickIsStillRunning_DoesNotTickAgain()
    {
        var grain = _cluster.Client.GetGrain<ITimerGrain>("slow");
        await grain.HoldTicksAsync();
        await grain.StartAsync(Second, Second, interleave: true, keepAlive: false);
        await TickAsync("slow", Second, 1);

        _time.Advance(10 * Second);
        await grain.PingAsync();

        Assert.Equal(1, Signals.Count("slow"));
        Signals.Set("slow:go");
        await Signals.Of("slow:ended").Within("the tick to end");
        await grain.PingAsync();
        await TickAsync("slow", Second, 2);
    }

    [Fact]
    public async Task Tick_WithoutInterleave_WaitsForTheRunningCall()
    {
        var grain = _cluster.Client.GetGrain<ITimerGrain>("polite");
        await grain.StartAsync(Second, Second, interleave: false, keepAlive: false);
        var call = grain.HoldAsync();
        await Signals.Of("polite:held").Within("the call to run");

        _time.Advance(Second);
        await grain.InterleavedPingAsync();
        Assert.Equal(0, Signals.Count("polite"));
        Signals.Set("polite:release");

        await call.Within("the call");
        await Signals.Of("polite:1").Within("the tick after the call");
    }

    [Fact]
    public async Task Timer_Changed_FollowsTheNewTimes()
    {
        var grain = _cluster.Client.GetGrain<ITimerGrain>("changed");
        await grain.StartAsync(10 * Second, 10 * Second, interleave: false, keepAlive: false);
        await grain.ChangeAsync(Second, Timeout.InfiniteTimeSpan);

        await TickAsync("changed", Second, 1);
        await grain.PingAsync();
        _time.Advance(60 * Second);
        await grain.PingAsync();

        Assert.Equal(1, Signals.Count("changed"));
    }

    [Fact]
    public async Task Timer_Disposed_TicksNoMore()
    {
        var grain = _cluster.Client.GetGrain<ITimerGrain>("disposed-timer");
        await grain.StartAsync(Second, Second, interleave: false, keepAlive: false);
        await grain.StopAsync();

        _time.Advance(5 * Second);
        await grain.PingAsync();

        Assert.Equal(0, Signals.Count("disposed-timer"));
    }

    [Fact]
    public async Task Timer_OfAnEndedActivation_TicksNoMore()
    {
        var grain = _cluster.Client.GetGrain<ITimerGrain>("ended");
        await grain.StartAsync(Second, Second, interleave: false, keepAlive: false);
        await _cluster.DeactivateAsync(grain).Within("the deactivation");

        _time.Advance(5 * Second);
        await grain.PingAsync();

        Assert.Equal(0, Signals.Count("ended"));
    }

    [Fact]
    public async Task Timer_ThatThrows_GoesOn()
    {
        var grain = _cluster.Client.GetGrain<ITimerGrain>("throws");
        await grain.StartAsync(Second, Second, interleave: false, keepAlive: false);

        await TickAsync("throws", Second, 1);
        await grain.PingAsync();
        await TickAsync("throws", Second, 2);
    }

    [Fact]
    public async Task Timer_KeepAlive_KeepsTheActivationFromCollection()
    {
        var kept = _cluster.Client.GetGrain<ITimerGrain>("kept");
        var dropped = _cluster.Client.GetGrain<ITimerGrain>("dropped");
        await kept.StartAsync(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), interleave: false, keepAlive: true);
        await dropped.StartAsync(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), interleave: false, keepAlive: false);
        var collected = _cluster.WaitForDeactivationAsync(dropped);

        // A minute at which its own timer ticks just then does not collect it, so there are some more.
        for (var minute = 1; minute <= 5 || (minute <= 30 && !collected.IsCompleted); minute++)
        {
            await TickAsync("kept", TimeSpan.FromMinutes(1), minute);
            await kept.InterleavedPingAsync();
        }

        await collected.Within("the collection of the other activation");
        Assert.True(_cluster.TryGetGrainContext(kept.GetGrainId(), out _));
    }

    private async Task TickAsync(string key, TimeSpan time, int count)
    {
        _time.Advance(time);
        await Signals.Of($"{key}:{count}").Within($"tick {count} of {key}");
        await _cluster.Client.GetGrain<ITimerGrain>(key).InterleavedPingAsync();
    }
}

public interface ITimerGrain : IGrainWithStringKey
{
    Task StartAsync(TimeSpan dueTime, TimeSpan period, bool interleave, bool keepAlive);

    Task ChangeAsync(TimeSpan dueTime, TimeSpan period);

    Task StopAsync();

    Task HoldTicksAsync();

    Task HoldAsync();

    Task PingAsync();

    [Orleans.Concurrency.AlwaysInterleave]
    Task InterleavedPingAsync();
}

public sealed class TimerGrain : Grain, ITimerGrain
{
    private IGrainTimer? _timer;
    private bool _holds;

    private string Key => this.GetPrimaryKeyString();

    public Task StartAsync(TimeSpan dueTime, TimeSpan period, bool interleave, bool keepAlive)
    {
        _timer = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(dueTime, period) { Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task ChangeAsync(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task HoldTicksAsync()
    {
        _holds = true;
        return Task.CompletedTask;
    }

    public async Task HoldAsync()
    {
        Signals.Set($"{Key}:held");
        await Signals.Of($"{Key}:release");
    }

    public Task PingAsync() => Task.CompletedTask;

    public Task InterleavedPingAsync() => Task.CompletedTask;

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        Assert.Same(this, GrainContext.GrainInstance);
        Signals.Add(Key);
        if (_holds)
        {
            await Signals.Of($"{Key}:go");
            Signals.Set($"{Key}:ended");
        }

        if (Key == "throws")
        {
            throw new InvalidOperationException("a bad tick");
        }
    }
}
