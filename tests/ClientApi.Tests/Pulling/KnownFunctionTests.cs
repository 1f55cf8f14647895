namespace OrleansDrpc.ClientApi.Tests;

public sealed class KnownFunctionTests
{
    [Fact]
    public async Task Call_NobodyKnowsIt_FailsAtOnceAndNamesTheKnown()
    {
        using var bench = new QueueBench();

        var refusal = await bench.Call("nope").FailsWith(DrpcFailureCode.UnknownFunction);

        Assert.Equal("There is no function 'nope'. Known are: a, b, c, count words, echo.", refusal.Message);
        Assert.Null(refusal.InnerException);
    }

    [Fact]
    public async Task Call_ManyAreKnown_NamesSome()
    {
        using var bench = new QueueBench(options => options.KnownFunctions = string.Join(',', Enumerable.Range(10, 30).Select(number => $"a{number}")));

        var refusal = await bench.Call(new string('n', 5000)).FailsWith(DrpcFailureCode.UnknownFunction);

        Assert.EndsWith("a28, a29 and 12 more.", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.Message.Length < 1000);
    }

    [Fact]
    public async Task Call_AWorkerAskedForIt_IsKnownForAMinute()
    {
        using var bench = new QueueBench();
        var worker = bench.Connect();
        worker.Fetch("lately");
        worker.Dispose();

        bench.Advance(60);
        var kept = bench.Call("lately", timeout: 100);
        bench.Advance(0.001);
        await bench.Call("lately").FailsWith(DrpcFailureCode.UnknownFunction);

        Assert.False(kept.IsCompleted);
        bench.Advance(100);
        await kept.FailsWith(DrpcFailureCode.TimedOut);
        bench.Advance(20);
        Assert.Equal(["a", "b", "c"], bench.Queues.Functions.Select(function => function.Name));
    }

    [Fact]
    public async Task Call_UnknownOnesWait_IsFetchedLater()
    {
        using var bench = new QueueBench(options => options.UnknownFunctions = UnknownFunctionPolicy.Wait);
        var call = bench.Call("later");
        Assert.Equal(new PulledFunction("later", 0, 1, 0), bench.State("later"));

        using var worker = bench.Connect();
        worker.Complete(worker.Take("later").LeaseId, "done");

        Assert.Equal("done", await call.Answer());
    }

    [Fact]
    public async Task Call_UnknownOnesWait_TimesOutAndIsForgotten()
    {
        using var bench = new QueueBench(options => options.UnknownFunctions = UnknownFunctionPolicy.Wait);
        var call = bench.Call("never", timeout: 5);

        bench.Advance(5);

        await call.FailsWith(DrpcFailureCode.TimedOut);
        bench.Advance(10);
        Assert.DoesNotContain(bench.Queues.Functions, function => function.Name == "never");
    }

    [Fact]
    public void Functions_AsTheyStand_AreCounted()
    {
        using var bench = new QueueBench();
        using var one = bench.Connect();
        using var two = bench.Connect();
        _ = bench.Call("b");
        _ = bench.Call("b");
        one.Take("b");
        two.Fetch("c");

        Assert.Equal(
            [new PulledFunction("a", 0, 0, 0), new PulledFunction("b", 1, 1, 1), new PulledFunction("c", 1, 0, 0)], bench.Queues.Functions);
    }

    [Fact]
    public async Task Call_BadTimeout_IsABadArgument()
    {
        using var bench = new QueueBench();

        await bench.Call(timeout: 0).FailsWith(DrpcFailureCode.BadArgument);
        await bench.Call(timeout: -1).FailsWith(DrpcFailureCode.BadArgument);
    }
}
