using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

public sealed class ResponseTimeoutTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync() =>
        _cluster = await Clusters.StartAsync(1, _time, silo => silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5)));

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Call_LongerThanTheDefault_TimesOutAndTheGrainRunsOn()
    {
        var call = _cluster.Client.GetGrain<ISlowGrain>("default").WorkAsync();
        await Signals.Of("default:started").Within("the call to run");

        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.5));

        var failure = await call.Fails<TimeoutException>("the timeout");
        Assert.Contains("ISlowGrain.WorkAsync", failure.Message, StringComparison.Ordinal);
        Signals.Set("default:go");
        await Signals.Of("default:ended").Within("the grain to run to its end");
    }

    [Fact]
    public async Task Call_FromASilo_HasTheTimeoutOfTheSiloOptions()
    {
        var call = _cluster.From(0).GetGrain<ISlowGrain>("silo").WorkAsync();
        await Signals.Of("silo:started").Within("the call to run");

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.5));

        await call.Fails<TimeoutException>("the timeout");
    }

    [Theory]
    [InlineData(true, 0.5)]
    [InlineData(false, 3600)]
    public async Task Call_OfAMethodWithItsOwnTimeout_HasThat(bool quick, double seconds)
    {
        var key = $"own-{quick}";
        var grain = _cluster.From(0).GetGrain<ISlowGrain>(key);
        var call = quick ? grain.QuickAsync() : grain.PatientAsync();
        await Signals.Of($"{key}:started").Within("the call to run");

        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.3));

        await call.Fails<TimeoutException>("the timeout");
    }

    [Fact]
    public async Task Call_TimedOutWhileItWaits_IsNotRunLater()
    {
        var grain = _cluster.Client.GetGrain<ISlowGrain>("late");
        var running = grain.PatientAsync();
        await Signals.Of("late:started").Within("the call before it");
        var waiting = grain.MarkAsync();

        _time.Advance(TimeSpan.FromSeconds(31));
        await waiting.Fails<TimeoutException>("the timeout");
        Signals.Set("late:go");
        await running.Within("the call before it to end");
        await grain.PingAsync();

        Assert.False(Signals.Of("late:marked").IsCompleted);
    }
}

public interface ISlowGrain : IGrainWithStringKey
{
    Task WorkAsync();

    [ResponseTimeout("00:00:00.5")]
    Task QuickAsync();

    [ResponseTimeout("01:00:00")]
    Task PatientAsync();

    Task MarkAsync();

    Task PingAsync();
}

public sealed class SlowGrain : Grain, ISlowGrain
{
    private string Key => this.GetPrimaryKeyString();

    public async Task WorkAsync()
    {
        Signals.Set($"{Key}:started");
        await Signals.Of($"{Key}:go");
        Signals.Set($"{Key}:ended");
    }

    public Task QuickAsync() => WorkAsync();

    public Task PatientAsync() => WorkAsync();

    public Task MarkAsync()
    {
        Signals.Set($"{Key}:marked");
        return Task.CompletedTask;
    }

    public Task PingAsync() => Task.CompletedTask;
}
