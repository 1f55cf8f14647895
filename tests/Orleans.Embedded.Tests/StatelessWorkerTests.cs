using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

public sealed class StatelessWorkerTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Clusters.StartAsync(3);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Worker_CalledFromASilo_RunsOnThatSilo()
    {
        for (var silo = 0; silo < 3; silo++)
        {
            Assert.Equal(_cluster.Silos[silo].SiloAddress, await _cluster.From(silo).GetGrain<IPoolGrain>(1).WhereAsync());
        }
    }

    [Fact]
    public async Task Worker_CalledFromAGrain_RunsOnTheSiloOfThatGrain()
    {
        for (var index = 0; index < 20; index++)
        {
            var (grain, worker) = await _cluster.Client.GetGrain<IForemanGrain>(index).WhereAsync(_cluster.Client.GetGrain<IPoolGrain>(2));
            Assert.Equal(grain, worker);
        }
    }

    [Fact]
    public async Task Worker_CalledFromAClient_RunsOnTheSilosInTurn()
    {
        var places = new List<SiloAddress>();
        for (var call = 0; call < 6; call++)
        {
            places.Add(await _cluster.Client.GetGrain<IPoolGrain>(3).WhereAsync());
        }

        Assert.Equal(3, places.Distinct().Count());
    }

    [Fact]
    public async Task Pool_WithMoreCallsThanWorkers_RunsAtMostItsLimitAtOnce()
    {
        var pool = _cluster.From(0).GetGrain<IPoolGrain>(4);

        var calls = Enumerable.Range(0, 8).Select(_ => pool.HoldAsync("limit")).ToArray();
        await Signals.Of("limit:3").Within("three workers to be busy");
        var atOnce = Signals.Count("limit");
        Signals.Set("limit:go");

        var instances = await Task.WhenAll(calls).Within("all calls");
        Assert.Equal(3, atOnce);
        Assert.Equal(3, instances.Distinct().Count());
    }

    [Fact]
    public async Task Pool_WithAnIdleWorker_UsesItAgain()
    {
        var pool = _cluster.From(1).GetGrain<IPoolGrain>(5);
        var instances = new List<Guid>();
        for (var call = 0; call < 20; call++)
        {
            instances.Add(await pool.InstanceAsync());
        }

        Assert.Single(instances.Distinct());
    }

    [Fact]
    public async Task Call_BoundToABusyWorker_StaysThereWhenAnotherGetsIdle()
    {
        var pool = _cluster.From(2).GetGrain<IPoolGrain>(6);
        var running = Enumerable.Range(0, 3).Select(index => pool.HoldAsync($"bound{index}")).ToArray();
        for (var index = 0; index < 3; index++)
        {
            await Signals.Of($"bound{index}:1").Within("a worker to be busy");
        }

        var waiting = pool.InstanceAsync();
        Signals.Set("bound1:go");
        Signals.Set("bound2:go");
        await Task.WhenAll(running[1], running[2]).Within("the other workers to be idle");

        Assert.False(waiting.IsCompleted);
        Signals.Set("bound0:go");
        Assert.Equal(await running[0], await waiting.Within("the waiting call"));
    }

    [Fact]
    public async Task Cancellation_OfACallToAWorker_EndsTheWaitButDoesNotReachTheWorker()
    {
        using var canceled = new CancellationTokenSource();
        var call = _cluster.From(0).GetGrain<IPoolGrain>(7).ObserveAsync("worker-token", canceled.Token);
        await Signals.Of("worker-token:started").Within("the call to run");

        await canceled.CancelAsync();

        await call.Fails<OperationCanceledException>("the caller's wait to end");
        Signals.Set("worker-token:go");
        await Signals.Of("worker-token:undisturbed").Within("the worker to find its token untouched");
    }

    [Fact]
    public async Task Workers_AfterTheSiloEnds_AreCalledElsewhere()
    {
        var worker = _cluster.Client.GetGrain<IPoolGrain>(8);
        var dead = _cluster.Silos[2];
        await _cluster.KillSiloAsync(dead);

        for (var call = 0; call < 6; call++)
        {
            Assert.NotEqual(dead.SiloAddress, await worker.WhereAsync());
        }
    }
}

public interface IPoolGrain : IGrainWithIntegerKey
{
    Task<SiloAddress> WhereAsync();

    Task<Guid> InstanceAsync();

    Task<Guid> HoldAsync(string signal);

    Task ObserveAsync(string signal, CancellationToken cancellationToken);
}

public interface IForemanGrain : IGrainWithIntegerKey
{
    Task<(SiloAddress Grain, SiloAddress Worker)> WhereAsync(IPoolGrain pool);
}

[StatelessWorker(3)]
public sealed class PoolGrain(ILocalSiloDetails silo) : Grain, IPoolGrain
{
    private readonly Guid _instance = Guid.NewGuid();

    public Task<SiloAddress> WhereAsync() => Task.FromResult(silo.SiloAddress);

    public Task<Guid> InstanceAsync() => Task.FromResult(_instance);

    public async Task<Guid> HoldAsync(string signal)
    {
        Signals.Add(signal);
        await Signals.Of($"{signal}:go");
        return _instance;
    }

    public async Task ObserveAsync(string signal, CancellationToken cancellationToken)
    {
        Signals.Set($"{signal}:started");
        await Signals.Of($"{signal}:go");
        if (!cancellationToken.IsCancellationRequested)
        {
            Signals.Set($"{signal}:undisturbed");
        }
    }
}

public sealed class ForemanGrain(ILocalSiloDetails silo) : Grain, IForemanGrain
{
    public async Task<(SiloAddress Grain, SiloAddress Worker)> WhereAsync(IPoolGrain pool) => (silo.SiloAddress, await pool.WhereAsync());
}
