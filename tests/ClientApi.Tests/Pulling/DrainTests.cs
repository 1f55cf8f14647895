using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class DrainTests : IDisposable
{
    private readonly QueueBench _bench = new();

    [Fact]
    public async Task Drain_NothingOpen_IsDoneAtOnce()
    {
        await _bench.Queues.DrainAsync(CancellationToken.None).Within("the drain");

        var refusal = await _bench.Call().FailsWith(DrpcFailureCode.ShuttingDown);
        Assert.Equal(new StormFailure("Server Shutting Down", StormFailureType.ServerShutdown), refusal.Storm());
        await _bench.Call("echo").FailsWith(DrpcFailureCode.ShuttingDown);
    }

    [Fact]
    public async Task Drain_CallsOpen_WorkersFinishThemAndNewOnesAreRefused()
    {
        using var worker = _bench.Connect();
        var leased = _bench.Call(argument: "leased");
        var queued = _bench.Call(argument: "queued");
        var first = worker.Take();

        var drain = _bench.Queues.DrainAsync(CancellationToken.None);
        await _bench.Call().FailsWith(DrpcFailureCode.ShuttingDown);
        worker.Complete(first.LeaseId, "1");
        Assert.False(drain.IsCompleted);
        worker.Complete(worker.Take().LeaseId, "2");

        await drain.Within("the drain");
        Assert.Equal(("1", "2"), (await leased.Answer(), await queued.Answer()));
    }

    [Fact]
    public async Task Drain_TimeIsOver_FailsWhatIsLeftAndWorkersGetNothingMore()
    {
        using var worker = _bench.Connect();
        using var waiting = _bench.Connect();
        var leased = _bench.Call();
        worker.Take();
        var queued = _bench.Call("b");
        var pull = waiting.PullAsync(["c"], 1, TimeSpan.FromHours(1), CancellationToken.None);

        _bench.Queues.BeginDrain();
        _bench.Advance(9);
        var drain = _bench.Queues.DrainAsync(CancellationToken.None);
        _bench.Advance(0.999);
        Assert.False(drain.IsCompleted);
        _bench.Advance(0.001);
        await drain.Within("the drain");

        foreach (var call in new[] { leased, queued })
        {
            var failure = await call.FailsWith(DrpcFailureCode.ShuttingDown);
            Assert.Equal(new StormFailure("Server Shutting Down", StormFailureType.ServerShutdown), failure.Storm());
        }

        Assert.Empty(await pull.Requests());
        Assert.Null(worker.Fetch("a"));
        _bench.AssertNothingLeft();
    }

    [Fact]
    public async Task Drain_HostLosesPatience_FailsWhatIsLeft()
    {
        using var patience = new CancellationTokenSource();
        var call = _bench.Call();
        var drain = _bench.Queues.DrainAsync(patience.Token);

        await patience.CancelAsync();

        await drain.Within("the drain");
        await call.FailsWith(DrpcFailureCode.ShuttingDown);
    }

    public void Dispose() => _bench.Dispose();
}
