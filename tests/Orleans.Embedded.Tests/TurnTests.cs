using Orleans;
using Orleans.Concurrency;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

public sealed class TurnTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Clusters.StartAsync(1);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Turns_OfInterleavedCalls_NeverRunAtTheSameTime()
    {
        var grain = _cluster.Client.GetGrain<IReentrantGrain>("turns");

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => grain.UnsafeIncrementAsync(50))).Within("all calls");

        Assert.Equal(10_000, await grain.CountAsync());
    }

    [Fact]
    public async Task Continuation_AfterAnAwaitOfForeignWork_RunsOnTheSchedulerOfTheGrain()
    {
        var schedulers = await _cluster.Client.GetGrain<IOrderGrain>("scheduler").SchedulersAsync();

        Assert.Single(schedulers.Distinct());
        Assert.NotEqual(TaskScheduler.Default.Id, schedulers[0]);
    }

    [Fact]
    public async Task Caller_WithoutAGrain_DoesNotContinueInATurn()
    {
        await _cluster.Client.GetGrain<IOrderGrain>("caller").PlainAsync();

        Assert.Same(TaskScheduler.Default, TaskScheduler.Current);
    }

    [Fact]
    public async Task Call_WhileAnotherRuns_WaitsForItsEnd()
    {
        var grain = _cluster.Client.GetGrain<IOrderGrain>("order");
        var first = grain.HoldAsync();
        await Signals.Of("order:held").Within("the first call to run");

        var second = grain.PlainAsync();
        var interleaved = await grain.InterleavedAsync().Within("the call that always interleaves");

        Assert.True(interleaved);
        Assert.False(second.IsCompleted);
        Signals.Set("order:go");
        await Task.WhenAll(first, second).Within("both calls");
    }

    [Fact]
    public async Task ReadOnlyCalls_InterleaveWithEachOther_ButNotWithOthers()
    {
        var grain = _cluster.Client.GetGrain<IOrderGrain>("read");
        var first = grain.ReadAsync("one");
        await Signals.Of("read:one:reading").Within("the first reader");
        var second = grain.ReadAsync("two");
        await Signals.Of("read:two:reading").Within("the second reader");

        var writer = grain.PlainAsync();
        Signals.Set("read:one:go");
        await first.Within("the first reader to end");
        Assert.False(writer.IsCompleted);
        Signals.Set("read:two:go");

        await Task.WhenAll(second, writer).Within("the second reader and the writer");
    }

    [Fact]
    public async Task Read_WhileAWriterRuns_Waits()
    {
        var grain = _cluster.Client.GetGrain<IOrderGrain>("write");
        var writer = grain.HoldAsync();
        await Signals.Of("write:held").Within("the writer to run");

        var reader = grain.ReadAsync("one");
        await grain.InterleavedAsync();

        Assert.False(Signals.Of("write:one:reading").IsCompleted);
        Signals.Set("write:go");
        Signals.Set("write:one:go");
        await Task.WhenAll(writer, reader).Within("both calls");
    }

    [Fact]
    public async Task OneWayCall_CompletesAtOnce_AndItsExceptionIsSwallowed()
    {
        var grain = _cluster.Client.GetGrain<IOrderGrain>("oneway");
        var blocked = grain.HoldAsync();
        await Signals.Of("oneway:held").Within("the call before it to run");

        var oneWay = grain.FireAsync();

        Assert.True(oneWay.IsCompletedSuccessfully);
        Signals.Set("oneway:go");
        await blocked.Within("the call before it");
        await Signals.Of("oneway:fired").Within("the one-way call to run");
        await grain.PlainAsync().Within("the call after it");
    }

    [Fact]
    public async Task Grains_CallingEachOtherThroughReentrance_DoNotDeadlock()
    {
        var grain = _cluster.Client.GetGrain<IReentrantGrain>("cycle");

        Assert.Equal(3, await grain.CallBackAsync(3).Within("the cycle"));
    }
}

public interface IReentrantGrain : IGrainWithStringKey
{
    Task UnsafeIncrementAsync(int times);

    Task<int> CountAsync();

    Task<int> CallBackAsync(int depth);
}

public interface IOrderGrain : IGrainWithStringKey
{
    Task<List<int>> SchedulersAsync();

    Task HoldAsync();

    Task PlainAsync();

    [AlwaysInterleave]
    Task<bool> InterleavedAsync();

    [ReadOnly]
    Task ReadAsync(string name);

    [OneWay]
    Task FireAsync();
}

[Reentrant]
public sealed class ReentrantGrain : Grain, IReentrantGrain
{
    private int _count;

    public async Task UnsafeIncrementAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            await Task.Yield();
            var count = _count;
            Thread.SpinWait(5);
            _count = count + 1;
        }
    }

    public Task<int> CountAsync() => Task.FromResult(_count);

    public async Task<int> CallBackAsync(int depth) => depth == 0 ? 0 : 1 + await this.AsReference<IReentrantGrain>().CallBackAsync(depth - 1);
}

public sealed class OrderGrain : Grain, IOrderGrain
{
    private string Key => this.GetPrimaryKeyString();

    public async Task<List<int>> SchedulersAsync()
    {
        var schedulers = new List<int> { TaskScheduler.Current.Id };
        await Task.Yield();
        schedulers.Add(TaskScheduler.Current.Id);
        await Task.Run(() => { });
        schedulers.Add(TaskScheduler.Current.Id);
        await GrainFactory.GetGrain<IOrderGrain>(Key + "2").PlainAsync();
        schedulers.Add(TaskScheduler.Current.Id);
        return schedulers;
    }

    public async Task HoldAsync()
    {
        Signals.Set($"{Key}:held");
        await Signals.Of($"{Key}:go");
    }

    public Task PlainAsync() => Task.CompletedTask;

    public Task<bool> InterleavedAsync() => Task.FromResult(true);

    public async Task ReadAsync(string name)
    {
        Signals.Set($"{Key}:{name}:reading");
        await Signals.Of($"{Key}:{name}:go");
    }

    public Task FireAsync()
    {
        Signals.Set($"{Key}:fired");
        throw new InvalidOperationException("nobody hears this");
    }
}
