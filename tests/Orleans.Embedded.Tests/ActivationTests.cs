using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

public sealed class ActivationTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Clusters.StartAsync(silos: 3);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task FirstCalls_FromSeveralSilosAtOnce_MakeOneActivation()
    {
        for (var round = 0; round < 50; round++)
        {
            var calls = Enumerable.Range(0, 30).Select(index => Task.Run(() => _cluster.From(index % 3).GetGrain<ICounterGrain>($"race-{round}").IncrementAsync())).ToArray();

            var counts = await Task.WhenAll(calls).Within("all increments");

            Assert.Equal(Enumerable.Range(1, 30), counts.Order());
        }
    }

    [Fact]
    public async Task DeactivateOnIdle_AfterTheCall_EndsTheActivationAndTheNextCallMakesANewOne()
    {
        var grain = _cluster.Client.GetGrain<ILifeGrain>("idle");
        var first = await grain.InstanceAsync();

        await grain.LeaveAsync();
        await Signals.Of("idle:left").Within("OnDeactivateAsync");

        Assert.NotEqual(first, await grain.InstanceAsync());
        Assert.Equal(DeactivationReasonCode.ApplicationRequested, LifeGrain.LastReason("idle"));
    }

    [Fact]
    public async Task Call_ToADeactivatingActivation_WaitsAndGoesToTheNextOne()
    {
        var grain = _cluster.Client.GetGrain<ILifeGrain>("slow-leave");
        var first = await grain.InstanceAsync();
        var leaving = grain.LeaveAndHoldAsync();
        await Signals.Of("slow-leave:holding").Within("the call that holds the activation");

        var waiting = grain.InstanceAsync();
        Assert.False(waiting.IsCompleted);
        Signals.Set("slow-leave:release");

        await leaving.Within("the running call to end");
        Assert.NotEqual(first, await waiting.Within("the waiting call"));
    }

    [Fact]
    public async Task Deactivate_FromOutside_EndsTheActivation()
    {
        var grain = _cluster.Client.GetGrain<ILifeGrain>("outside");
        var first = await grain.InstanceAsync();

        await _cluster.DeactivateAsync(grain).Within("the deactivation");

        Assert.False(_cluster.TryGetGrainContext(grain.GetGrainId(), out _));
        Assert.NotEqual(first, await grain.InstanceAsync());
    }

    [Fact]
    public async Task OnActivateAsync_Failing_FailsTheCallsAndTheNextCallTriesAnew()
    {
        var grain = _cluster.Client.GetGrain<IFragileGrain>("fragile");

        var failures = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => grain.PingAsync().Fails<InvalidDataException>("the failed activation")));
        Signals.Set("fragile:repaired");

        Assert.All(failures, failure => Assert.Equal("cannot activate", failure.Message));
        Assert.Equal("ok", await grain.PingAsync().Within("the activation after the repair"));
    }

    [Fact]
    public async Task DeactivateOnIdle_InOnActivateAsync_DoesNotLoopForEver()
    {
        var failure = await _cluster.Client.GetGrain<IRestlessGrain>("r").PingAsync().Fails<OrleansMessageRejectionException>("the rejection");

        Assert.Contains("forwarded", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grain_Disposable_IsDisposedAtTheEnd()
    {
        var grain = _cluster.Client.GetGrain<ILifeGrain>("disposed");
        await grain.LeaveAsync();

        await Signals.Of("disposed:disposed").Within("Dispose");
    }

    [Fact]
    public async Task IdleActivation_AfterItsAge_IsCollected()
    {
        var time = new ManualTime();
        await using var cluster = await Clusters.StartAsync(1, time, silo => silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionQuantum = TimeSpan.FromSeconds(10);
            options.CollectionAge = TimeSpan.FromSeconds(30);
        }));
        var (idle, busy) = (cluster.Client.GetGrain<ILifeGrain>("old"), cluster.Client.GetGrain<ILifeGrain>("used"));
        await Task.WhenAll(idle.InstanceAsync(), busy.InstanceAsync());
        var collected = cluster.WaitForDeactivationAsync(idle);

        time.Advance(TimeSpan.FromSeconds(20));
        await busy.InstanceAsync();
        Assert.False(collected.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(15));

        await collected.Within("the collection of the idle activation");
        Assert.Equal(DeactivationReasonCode.ActivationIdle, LifeGrain.LastReason("old"));
        Assert.True(cluster.TryGetGrainContext(busy.GetGrainId(), out _));
    }
}

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> IncrementAsync();
}

public interface ILifeGrain : IGrainWithStringKey
{
    Task<Guid> InstanceAsync();

    Task LeaveAsync();

    Task LeaveAndHoldAsync();
}

public interface IFragileGrain : IGrainWithStringKey
{
    Task<string> PingAsync();
}

public interface IRestlessGrain : IGrainWithStringKey
{
    Task PingAsync();
}

public sealed class CounterGrain : Grain, ICounterGrain
{
    private int _count;

    public Task<int> IncrementAsync() => Task.FromResult(++_count);
}

public sealed class LifeGrain : Grain, ILifeGrain, IDisposable
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, DeactivationReasonCode> Reasons = new();
    private readonly Guid _instance = Guid.NewGuid();

    private string Key => this.GetPrimaryKeyString();

    public static DeactivationReasonCode LastReason(string key) => Reasons[key];

    public Task<Guid> InstanceAsync() => Task.FromResult(_instance);

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task LeaveAndHoldAsync()
    {
        DeactivateOnIdle();
        Signals.Set($"{Key}:holding");
        await Signals.Of($"{Key}:release");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Reasons[Key] = reason.ReasonCode;
        Signals.Set($"{Key}:left");
    }

    public void Dispose() => Signals.Set($"{Key}:disposed");
}

public sealed class FragileGrain : Grain, IFragileGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (!Signals.Of($"{this.GetPrimaryKeyString()}:repaired").IsCompleted)
        {
            throw new InvalidDataException("cannot activate");
        }
    }

    public Task<string> PingAsync() => Task.FromResult("ok");
}

public sealed class RestlessGrain : Grain, IRestlessGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task PingAsync() => Task.CompletedTask;
}
