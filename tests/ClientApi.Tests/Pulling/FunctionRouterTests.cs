using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class FunctionRouterTests : IDisposable
{
    private readonly QueueBench _bench = new();

    [Fact]
    public async Task Registered_NobodyPulls_RunsInTheSilo()
    {
        Assert.Equal("silo: x", await _bench.Call("echo").Answer());
        Assert.DoesNotContain(_bench.Queues.Functions, function => function.Name == "echo");
    }

    [Fact]
    public async Task Coalescing_CallsOfBothPriorities_AreSharedEachForItself()
    {
        using var bench = new QueueBench(functions: TestFunctions.Shared);
        using var worker = bench.Connect();
        worker.Fetch("shared");
        Task<PartialAnswer<string>>[] calls =
        [
            .. new[] { RequestPriority.Batch, RequestPriority.Interactive, RequestPriority.Batch, RequestPriority.Interactive }
                .Select(priority => bench.Router.ExecuteAsync("shared", "x", new CallOptions { Priority = priority }, CancellationToken.None)),
        ];
        await Waits.Until(() => Task.FromResult(bench.State("shared").Queued == 2), "both executions to be queued");

        worker.Complete(worker.Take("shared").LeaseId, "interactive");
        worker.Complete(worker.Take("shared").LeaseId, "batch");

        Assert.Equal(["batch", "interactive", "batch", "interactive"], (await Task.WhenAll(calls).Within("the answers")).Select(answer => answer.Value));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(5.0, 2)]
    public async Task Coalescing_FunctionThatAnswersInPart_CallsWithATimeoutOfTheirOwnAreNotShared(double? timeout, int executions)
    {
        using var bench = new QueueBench();
        using var worker = bench.Connect();
        worker.Tell([new ToldFunction("part", DeadlineSeconds: 30, MaxAttempts: 2, CoalescesIdentical: true, AnswersInPart: true)]);
        worker.Fetch("part");

        Task<string>[] calls = [bench.Call("part", timeout: timeout), bench.Call("part", timeout: timeout)];
        await Waits.Until(() => bench.State("part").Queued == executions, "the executions to be queued");
        for (var left = executions; left > 0; left--)
        {
            worker.Complete(worker.Take("part").LeaseId, "answer");
        }

        Assert.Equal(["answer", "answer"], await Task.WhenAll(calls).Within("the answers"));
        Assert.Null(worker.Fetch("part"));
    }

    [Fact]
    public async Task Registered_AWorkerServesIt_GoesToTheWorker()
    {
        using var worker = _bench.Connect();
        worker.Fetch("echo");

        var call = _bench.Call("echo");
        worker.Complete(worker.Take("echo").LeaseId, "worker");

        Assert.Equal("worker", await call.Answer());
        Assert.Empty(_bench.Silo.Calls);
    }

    [Fact]
    public async Task Registered_TheLastWorkerCloses_RunsWhatIsLeftInTheSiloInTheTimeLeft()
    {
        var one = _bench.Connect();
        var two = _bench.Connect();
        one.Fetch("echo");
        two.Fetch("echo");
        Task<string>[] calls = [_bench.Call("echo", "leased", timeout: 20), _bench.Call("echo", "queued", timeout: 10)];
        one.Take("echo");
        _bench.Advance(4);

        two.Dispose();
        Assert.All(calls, call => Assert.False(call.IsCompleted));
        one.Dispose();

        Assert.Equal(["silo: leased", "silo: queued"], await Task.WhenAll(calls).Within("the answers"));
        Assert.Equal(
            [("leased", TimeSpan.FromSeconds(16)), ("queued", TimeSpan.FromSeconds(6))],
            _bench.Silo.Calls.Select(call => (call.Argument, call.Options!.Timeout!.Value)).Order());
        _bench.AssertNothingLeft();
    }

    [Fact]
    public async Task Registered_WorkersFallSilent_RunsInTheSiloAfterAMinute()
    {
        using var bench = new QueueBench();
        using var worker = bench.Connect();
        worker.Fetch("echo");
        bench.Advance(50);
        var call = bench.Call("echo");
        Assert.False(call.IsCompleted);

        bench.Advance(20);

        Assert.Equal("silo: x", await call.Answer());
        Assert.Equal("silo: y", await bench.Call("echo", "y").Answer());
    }

    [Fact]
    public async Task Registered_AWorkerIsBusyForLong_StillServes()
    {
        using var bench = new QueueBench();
        using var worker = bench.Connect();
        worker.Fetch("echo");
        var first = bench.Call("echo", "first", timeout: 30);
        var busy = worker.Take("echo");
        bench.Advance(25);
        Assert.Equal(1, bench.State("echo").Workers);

        worker.Complete(busy.LeaseId, "done");

        Assert.Equal("done", await first.Answer());
    }

    [Fact]
    public async Task Registered_ItsOwnDeadlineIsShorter_Counts()
    {
        using var worker = _bench.Connect();
        worker.Fetch("count words");
        var call = _bench.Call("count words", timeout: 100);

        _bench.Advance(6.999);
        Assert.False(call.IsCompleted);
        _bench.Advance(0.001);

        await call.FailsWith(DrpcFailureCode.TimedOut);
    }

    [Fact]
    public async Task Registered_TooManyWorkersLost_IsNotTriedInTheSilo()
    {
        using var bench = new QueueBench(options => options.MaxRequeues = 0);
        var worker = bench.Connect();
        worker.Fetch("echo");
        var call = bench.Call("echo");
        worker.Take("echo");

        worker.Dispose();

        await call.FailsWith(DrpcFailureCode.SiloLost);
        Assert.Empty(bench.Silo.Calls);
    }

    [Fact]
    public async Task NotRegistered_TheLastWorkerCloses_Waits()
    {
        using var worker = _bench.Connect();
        worker.Fetch("a");
        var call = _bench.Call();

        worker.Dispose();

        Assert.False(call.IsCompleted);
        Assert.Equal(["x"], _bench.TakeAll());
    }

    public void Dispose() => _bench.Dispose();
}
