namespace OrleansDrpc.ClientApi.Tests;

public sealed class PullTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly QueueBench _bench = new();

    [Fact]
    public async Task Pull_RequestsThere_TakesUpToMaxAtOnce()
    {
        using var worker = _bench.Connect();
        var calls = Enumerable.Range(0, 3).Select(number => _bench.Call(argument: $"{number}")).ToArray();

        var requests = await worker.PullAsync(["a"], 2, Minute, CancellationToken.None).Requests();

        Assert.Equal(["0", "1"], requests.Select(request => request.Argument));
        Assert.Equal((1, 2), (_bench.State().Queued, _bench.State().Leased));
        Assert.All(calls, call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public async Task Pull_NothingThere_WakesWithTheFirstRequest()
    {
        using var worker = _bench.Connect();
        var pull = worker.PullAsync(["b", "a"], 5, Minute, CancellationToken.None);
        Assert.False(pull.IsCompleted);

        var call = _bench.Call();
        var request = Assert.Single(await pull.Requests());
        worker.Complete(request.LeaseId, "done");

        Assert.Equal("done", await call.Answer());
    }

    [Fact]
    public async Task Pull_SeveralWait_TheLongestWaitingGetsIt()
    {
        using var one = _bench.Connect();
        using var two = _bench.Connect();
        var first = one.PullAsync(["a"], 1, Minute, CancellationToken.None);
        var second = two.PullAsync(["a"], 1, Minute, CancellationToken.None);

        _ = _bench.Call(argument: "1");
        _ = _bench.Call(argument: "2");

        Assert.Equal("1", Assert.Single(await first.Requests()).Argument);
        Assert.Equal("2", Assert.Single(await second.Requests()).Argument);
    }

    [Fact]
    public async Task Pull_OneFunctionHasManyRequests_OthersGetTheirTurns()
    {
        using var worker = _bench.Connect();
        foreach (var function in Enumerable.Repeat("a", 10).Concat(["b", "b", "c"]))
        {
            _ = _bench.Call(function, function);
        }

        var batch = await worker.PullAsync(["a", "b", "c"], 6, Minute, CancellationToken.None).Requests();
        var rest = new List<string>();
        while (await worker.PullAsync(["a", "b", "c"], 1, TimeSpan.Zero, CancellationToken.None).Requests() is [var request])
        {
            rest.Add(request.Function);
        }

        Assert.Equal(["a", "b", "c", "a", "b", "a"], batch.Select(request => request.Function));
        Assert.Equal(Enumerable.Repeat("a", 7), rest);
    }

    [Fact]
    public async Task Pull_OneAtATime_OthersGetTheirTurnsToo()
    {
        using var worker = _bench.Connect();
        foreach (var function in new[] { "a", "a", "a", "b", "b", "b" })
        {
            _ = _bench.Call(function);
        }

        var order = new List<string>();
        for (var time = 0; time < 6; time++)
        {
            order.Add(Assert.Single(await worker.PullAsync(["a", "b"], 1, Minute, CancellationToken.None).Requests()).Function);
        }

        Assert.Equal(["a", "b", "a", "b", "a", "b"], order);
    }

    [Fact]
    public async Task Pull_WaitIsOver_GetsNothingAndTheNextRequestIsKept()
    {
        using var worker = _bench.Connect();
        var pull = worker.PullAsync(["a"], 1, TimeSpan.FromSeconds(5), CancellationToken.None);

        _bench.Advance(4.999);
        Assert.False(pull.IsCompleted);
        _bench.Advance(0.001);

        Assert.Empty(await pull.Requests());
        _ = _bench.Call();
        Assert.Equal(1, _bench.State().Queued);
    }

    [Fact]
    public async Task Pull_Interrupted_GetsNothingAndTheNextRequestIsKept()
    {
        using var worker = _bench.Connect();
        using var interruption = new CancellationTokenSource();
        var pull = worker.PullAsync(["a"], 1, Minute, interruption.Token);

        await interruption.CancelAsync();

        Assert.Empty(await pull.Requests());
        _ = _bench.Call();
        Assert.Empty(await worker.PullAsync(["a"], 1, Minute, interruption.Token).Requests());
        Assert.Equal(1, _bench.State().Queued);
    }

    [Fact]
    public async Task Pull_SessionCloses_GetsNothing()
    {
        var worker = _bench.Connect();
        var pull = worker.PullAsync(["a"], 1, Minute, CancellationToken.None);

        worker.Dispose();

        Assert.Empty(await pull.Requests());
        Assert.Equal(0, _bench.State().Workers);
    }

    [Fact]
    public async Task Pull_AnotherWorkerIsLost_GetsWhatItHad()
    {
        var lost = _bench.Connect();
        using var next = _bench.Connect();
        _ = _bench.Call(argument: "1");
        _ = _bench.Call(argument: "2");
        lost.Take();
        lost.Take();
        var pull = next.PullAsync(["a"], 5, Minute, CancellationToken.None);

        lost.Dispose();

        Assert.Equal(["1", "2"], (await pull.Requests()).Select(request => request.Argument));
    }

    [Fact]
    public async Task Pull_NamesTwice_CountOnce()
    {
        using var worker = _bench.Connect();
        var pull = worker.PullAsync(["a", "a"], 2, Minute, CancellationToken.None);

        _ = _bench.Call();

        Assert.Single(await pull.Requests());
    }

    [Fact]
    public async Task Pull_WaitLongerThanAMinute_ServesAllTheWhile()
    {
        using var bench = new QueueBench(options => options.KnownFunctions = "");
        using var worker = bench.Connect();
        var pull = worker.PullAsync(["a"], 1, TimeSpan.FromMinutes(10), CancellationToken.None);

        bench.Advance(500);
        var call = bench.Call();

        worker.Complete(Assert.Single(await pull.Requests()).LeaseId, "done");
        Assert.Equal("done", await call.Answer());
    }

    [Fact]
    public async Task Pull_BadArguments_Throws()
    {
        using var worker = _bench.Connect();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => worker.PullAsync([], 1, Minute, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => worker.PullAsync(["a"], 0, Minute, CancellationToken.None));
    }

    [Fact]
    public async Task Listen_CallerCancels_EndsThePullAndTellsTheLeaseOnce()
    {
        using var worker = _bench.Connect();
        using var cancellation = new CancellationTokenSource();
        var (cancelled, other) = (_bench.Call(cancellationToken: cancellation.Token), _bench.Call(argument: "y"));
        worker.Listen();
        var taken = await worker.PullAsync(["a"], 2, Minute, CancellationToken.None).Requests();
        var pull = worker.PullAsync(["a"], 0, Minute, CancellationToken.None);
        Assert.False(pull.IsCompleted);

        await cancellation.CancelAsync();

        Assert.Empty(await pull.Requests());
        Assert.Equal([taken[0].LeaseId], worker.TakeEnded());
        Assert.Empty(worker.TakeEnded());
        worker.Complete(taken[1].LeaseId, "done");
        Assert.Equal("done", await other.Answer());
        Assert.Empty(worker.TakeEnded());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [Fact]
    public async Task Listen_CallerCancelsBetweenTwoPulls_TheNextOneEndsAtOnce()
    {
        using var worker = _bench.Connect();
        using var cancellation = new CancellationTokenSource();
        _ = _bench.Call(cancellationToken: cancellation.Token);
        worker.Listen();
        var taken = Assert.Single(await worker.PullAsync(["a"], 1, Minute, CancellationToken.None).Requests());
        await cancellation.CancelAsync();

        Assert.Empty(await worker.PullAsync(["a"], 1, Minute, CancellationToken.None).Requests());

        Assert.Equal([taken.LeaseId], worker.TakeEnded());
    }

    [Fact]
    public async Task Listen_LeaseRunsOut_IsToldTooAndTheRequestHasANewOne()
    {
        using var bench = new QueueBench(options => options.LeaseTime = TimeSpan.FromSeconds(5));
        using var worker = bench.Connect();
        _ = bench.Call();
        worker.Listen();
        var first = Assert.Single(await worker.PullAsync(["a"], 1, Minute, CancellationToken.None).Requests());
        bench.Advance(5);

        var second = Assert.Single(await worker.PullAsync(["a"], 1, Minute, CancellationToken.None).Requests());

        Assert.Equal([first.LeaseId], worker.TakeEnded());
        Assert.NotEqual(first.LeaseId, second.LeaseId);
    }

    [Fact]
    public async Task Listen_NoPlaceForRequests_TakesNone()
    {
        using var worker = _bench.Connect();
        worker.Listen();
        var pull = worker.PullAsync(["a"], 0, Minute, CancellationToken.None);

        _ = _bench.Call();
        Assert.False(pull.IsCompleted);
        Assert.Equal((1, 1), (_bench.State().Workers, _bench.State().Queued));
        _bench.Advance(60);

        Assert.Empty(await pull.Requests());
        Assert.Equal(1, _bench.State().Queued);
    }

    [Fact]
    public async Task Limit_MoreRequestsOfOneFunction_TakesSoManyAndThoseOfOthers()
    {
        using var worker = _bench.Connect();
        worker.Limit(ofOneFunction: 2);
        foreach (var function in Enumerable.Repeat("a", 5).Append("b"))
        {
            _ = _bench.Call(function, function);
        }

        var taken = await worker.PullAsync(["a", "b"], 10, Minute, CancellationToken.None).Requests();
        worker.Complete(taken[0].LeaseId, "done");
        var next = await worker.PullAsync(["a", "b"], 10, Minute, CancellationToken.None).Requests();

        Assert.Equal(["a", "a", "b"], taken.Select(request => request.Argument).Order());
        Assert.Equal(taken[0].Function, Assert.Single(next).Function);
        Assert.Equal(2, _bench.State().Queued);
    }

    [Fact]
    public async Task Limit_IsReached_ThePullWaitsAndAnotherWorkerHasTheRequest()
    {
        using var full = _bench.Connect();
        using var other = _bench.Connect();
        full.Limit(ofOneFunction: 1);
        _ = _bench.Call("a");
        Assert.Single(await full.PullAsync(["a"], 10, Minute, CancellationToken.None).Requests());
        var waiting = full.PullAsync(["a", "b"], 10, Minute, CancellationToken.None);
        var behind = other.PullAsync(["a"], 10, Minute, CancellationToken.None);

        _ = _bench.Call("a", "second");
        Assert.Equal("second", Assert.Single(await behind.Requests()).Argument);
        Assert.False(waiting.IsCompleted);
        _ = _bench.Call("b");

        Assert.Equal("b", Assert.Single(await waiting.Requests()).Function);
    }

    [Fact]
    public async Task Limit_IsReachedAndACallerCancels_ThePullThatWaitsHasTheNext()
    {
        using var worker = _bench.Connect();
        using var cancellation = new CancellationTokenSource();
        worker.Limit(ofOneFunction: 1);
        var cancelled = _bench.Call(cancellationToken: cancellation.Token);
        Assert.Single(await worker.PullAsync(["a"], 10, Minute, CancellationToken.None).Requests());
        _ = _bench.Call(argument: "next");
        var waiting = worker.PullAsync(["a"], 10, Minute, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        await cancellation.CancelAsync();

        Assert.Equal("next", Assert.Single(await waiting.Requests()).Argument);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [Theory]
    [InlineData("completed by another")]
    [InlineData("failed by another")]
    [InlineData("timed out")]
    public async Task Limit_IsReachedAndTheLeaseEndsWithoutTheWorker_ThePullThatWaitsHasTheNext(string how)
    {
        using var bench = new QueueBench(options => options.ResultsFrom = ResultSource.AnyConnection);
        using var worker = bench.Connect();
        using var other = bench.Connect();
        worker.Limit(ofOneFunction: 1);
        var first = bench.Call(timeout: 10);
        var lease = Assert.Single(await worker.PullAsync(["a"], 10, Minute, CancellationToken.None).Requests()).LeaseId;
        _ = bench.Call(argument: "next");
        var waiting = worker.PullAsync(["a"], 10, Minute, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        Action end = how switch
        {
            "timed out" => () => bench.Advance(10),
            "failed by another" => () => other.Fail(lease, null),
            _ => () => other.Complete(lease, "done"),
        };
        end();

        Assert.Equal("next", Assert.Single(await waiting.Requests()).Argument);
        await first.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Fetch_AfterListening_KeepsNothingForTheWorker()
    {
        using var worker = _bench.Connect();
        using var cancellation = new CancellationTokenSource();
        _ = _bench.Call(cancellationToken: cancellation.Token);
        worker.Listen();
        worker.Take();

        await cancellation.CancelAsync();

        Assert.Empty(worker.TakeEnded());
    }

    [Fact]
    public async Task Pull_QueuesAreClosed_WaitsForTheEndOfTheConnection()
    {
        using var worker = _bench.Connect();
        await _bench.Queues.DrainAsync(CancellationToken.None).Within("the drain");
        using var interruption = new CancellationTokenSource();

        var pull = worker.PullAsync(["a"], 1, Minute, interruption.Token);
        Assert.False(pull.IsCompleted);
        await interruption.CancelAsync();

        Assert.Empty(await pull.Requests());
    }

    public void Dispose() => _bench.Dispose();
}
