using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class LeaseTests : IDisposable
{
    private static readonly FailureDetails Overloaded = new(DrpcFailureCode.Overloaded, IsPermanent: false, UsedUp: null);

    private readonly QueueBench _bench = new(options =>
    {
        options.LeaseTime = TimeSpan.FromSeconds(120);
        options.MaxRequeues = 2;
    });

    [Fact]
    public async Task Close_WithARequest_GivesItToTheNextWorker()
    {
        var lost = _bench.Connect();
        using var next = _bench.Connect();
        var call = _bench.Call();
        var first = lost.Take();

        lost.Dispose();
        var second = next.Take();
        next.Complete(second.LeaseId, "done");

        Assert.NotEqual(first.LeaseId, second.LeaseId);
        Assert.Equal("done", await call.Answer());
        _bench.AssertNothingLeft();
    }

    [Fact]
    public async Task Close_WithSeveral_PutsThemToTheHeadInTheirOldOrder()
    {
        var calls = Enumerable.Range(0, 10).Select(number => _bench.Call(argument: $"{number}")).ToArray();
        var one = _bench.Connect();
        var two = _bench.Connect();
        foreach (var worker in new[] { one, two, two, one, one, two })
        {
            worker.Take();
        }

        one.Dispose();
        two.Dispose();

        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"{number}"), _bench.TakeAll());
        Assert.All(calls, call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public async Task Lease_RunsOut_GivesTheRequestToTheNextWorker()
    {
        using var slow = _bench.Connect();
        using var next = _bench.Connect();
        var call = _bench.Call();
        var late = slow.Take();
        Assert.Equal(TimeSpan.FromSeconds(120), late.TimeLeft);

        _bench.Advance(119.999);
        Assert.Null(next.Fetch("a"));
        _bench.Advance(0.001);
        var request = next.Take();
        slow.Complete(late.LeaseId, "stale");
        Assert.False(call.IsCompleted);
        next.Complete(request.LeaseId, "fresh");

        Assert.Equal("fresh", await call.Answer());
        Assert.Contains(_bench.Log.Lines, line => line.Contains("lease of 00:02:00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Leases_LostTooOften_FailTheCallAndTellHow()
    {
        var call = _bench.Call();
        for (var time = 0; time < 2; time++)
        {
            var worker = _bench.Connect();
            worker.Take();
            _bench.Advance(1.5);
            worker.Dispose();
        }

        using var last = _bench.Connect();
        last.Take();
        _bench.Advance(120);

        var failure = await call.FailsWith(DrpcFailureCode.SiloLost);
        Assert.Contains("3 workers took the request", failure.Message, StringComparison.Ordinal);
        Assert.Contains("closed its connection after 1.5 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("until its lease ran out after 120 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("WorkerQueues:MaxRequeues is 2", failure.Message, StringComparison.Ordinal);
        Assert.Null(last.Fetch("a"));
        _bench.AssertNothingLeft();
    }

    [Fact]
    public async Task MaxRequeuesZero_WorkerLost_FailsAtOnce()
    {
        using var bench = new QueueBench(options => options.MaxRequeues = 0);
        var worker = bench.Connect();
        var call = bench.Call();
        worker.Take();

        worker.Dispose();

        Assert.Contains("1 worker took", (await call.FailsWith(DrpcFailureCode.SiloLost)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_WhileLeased_EndsTheCallAndTheLateResultIsDropped()
    {
        using var worker = _bench.Connect();
        var call = _bench.Call(timeout: 30);
        _bench.Advance(10);
        var request = worker.Take();
        Assert.Equal(TimeSpan.FromSeconds(20), request.TimeLeft);

        _bench.Advance(20);

        var failure = await call.FailsWith(DrpcFailureCode.TimedOut);
        Assert.Contains("a worker has had it for 20 s", failure.Message, StringComparison.Ordinal);
        worker.Complete(request.LeaseId, "late");
        worker.Fail(request.LeaseId, null);
        _bench.AssertNothingLeft();
    }

    [Fact]
    public async Task Deadline_AfterARequeue_StillCountsFromTheArrival()
    {
        var worker = _bench.Connect();
        var call = _bench.Call(timeout: 30);
        worker.Take();
        _bench.Advance(29);
        worker.Dispose();
        Assert.Equal(1, _bench.State().Queued);

        _bench.Advance(1);

        Assert.Contains("1 worker took it", (await call.FailsWith(DrpcFailureCode.TimedOut)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_QueuedOrLeased_TakesItOut()
    {
        using var worker = _bench.Connect();
        using var cancellation = new CancellationTokenSource();
        var leased = _bench.Call(cancellationToken: cancellation.Token);
        var request = worker.Take();
        var queued = _bench.Call(cancellationToken: cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leased.Answer());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued.Answer());
        worker.Complete(request.LeaseId, "late");
        Assert.Null(worker.Fetch("a"));
        _bench.AssertNothingLeft();
    }

    [Fact]
    public async Task Result_SecondOfOneLease_IsDropped()
    {
        using var worker = _bench.Connect();
        var call = _bench.Call();
        var request = worker.Take();

        worker.Complete(request.LeaseId, "one");
        worker.Complete(request.LeaseId, "two");
        worker.Fail(request.LeaseId, null);

        Assert.Equal("one", await call.Answer());
    }

    [Fact]
    public async Task Result_OfAWorkerThatIsGone_IsDropped()
    {
        var worker = _bench.Connect();
        var call = _bench.Call();
        var request = worker.Take();
        worker.Dispose();

        worker.Complete(request.LeaseId, "late");

        Assert.Null(worker.Fetch("a"));
        Assert.Empty(await worker.PullAsync(["a"], 1, TimeSpan.FromSeconds(1), CancellationToken.None).Requests());
        Assert.False(call.IsCompleted);
        Assert.Equal(["x"], _bench.TakeAll());
    }

    [Fact]
    public void Result_UnknownOrMissingId_DoesNothingOrThrows()
    {
        using var worker = _bench.Connect();

        worker.Complete("", "x");
        worker.Complete("1", "x");
        worker.Fail("1", null);

        Assert.Throws<ArgumentNullException>(() => worker.Complete(null!, "x"));
        Assert.Throws<ArgumentNullException>(() => worker.Fail(null!, null));
    }

    [Fact]
    public async Task Close_WorkerSaysThatTheFunctionIsUnreliable_TheRequestIsNotGivenToAnother()
    {
        using var other = _bench.Connect();
        var lost = _bench.Connect();
        lost.Tell([new ToldFunction("a", DeadlineSeconds: 30, MaxAttempts: 1, CoalescesIdentical: false)]);
        var call = _bench.Call();
        lost.Take();

        lost.Dispose();

        Assert.Contains("Unreliable()", (await call.FailsWith(DrpcFailureCode.SiloLost)).Message, StringComparison.Ordinal);
        Assert.Null(other.Fetch("a"));
    }

    [Fact]
    public async Task Fail_TheOnlyWorkerHasTooMuchToDo_TheCallerIsRefused()
    {
        using var worker = _bench.Connect();
        var call = _bench.Call();

        worker.Fail(worker.Take().LeaseId, new StormFailure("busy", StormFailureType.FailedRequest), Overloaded);

        var refusal = await call.FailsWith(DrpcFailureCode.Overloaded);
        Assert.Equal(("busy", TimeSpan.FromSeconds(1)), (refusal.Message, refusal.Failure.RetryAfter));
        Assert.Null(refusal.InnerException);
        _bench.AssertNothingLeft();
    }

    [Fact]
    public async Task Fail_AWorkerHasTooMuchToDo_AnotherOneGetsTheRequestAndTheLastOneRefusesIt()
    {
        using var one = _bench.Connect();
        using var two = _bench.Connect();
        Assert.Null(two.Fetch("a"));
        var (served, refused) = (_bench.Call(argument: "1"), _bench.Call(argument: "2"));

        one.Fail(one.Take().LeaseId, new StormFailure("busy", StormFailureType.FailedRequest), Overloaded);
        two.Complete(two.Take().LeaseId, "done");
        one.Fail(one.Take().LeaseId, new StormFailure("busy", StormFailureType.FailedRequest), Overloaded);
        two.Fail(two.Take().LeaseId, new StormFailure("busy too", StormFailureType.FailedRequest), Overloaded);

        Assert.Equal("done", await served.Answer());
        Assert.Equal("busy too", (await refused.FailsWith(DrpcFailureCode.Overloaded)).Message);
        _bench.AssertNothingLeft();
    }

    public void Dispose() => _bench.Dispose();
}
