namespace OrleansDrpc.ClientApi.Tests;

public sealed class QueueLimitTests
{
    [Fact]
    public async Task Queue_Full_RefusesAtOnceButNotWhatComesBack()
    {
        using var bench = new QueueBench(options => options.MaxQueuedRequests = 2);
        var worker = bench.Connect();
        Task<string>[] calls = [bench.Call(argument: "1"), bench.Call(argument: "2")];
        worker.Take();
        calls = [.. calls, bench.Call(argument: "3")];

        var refusal = await bench.Call(argument: "4").FailsWith(DrpcFailureCode.Overloaded);
        worker.Dispose();

        Assert.Equal(TimeSpan.FromSeconds(1), refusal.Failure.RetryAfter);
        Assert.Contains("WorkerQueues:MaxQueuedRequests", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, bench.State().Queued);
        Assert.Equal(["1", "2", "3"], bench.TakeAll());
        Assert.All(calls, call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public void Queue_FullForOneFunction_TakesOthers()
    {
        using var bench = new QueueBench(options => options.MaxQueuedRequests = 1);

        var calls = new[] { bench.Call("a"), bench.Call("b") };

        Assert.All(calls, call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public async Task Arguments_TooManyBytes_RefusesUntilSomeAreDone()
    {
        using var bench = new QueueBench(options => options.MaxQueuedBytes = 20);
        using var worker = bench.Connect();
        var first = bench.Call("a", "12345");
        var request = worker.Take();
        var second = bench.Call("b", "1234é");

        var refusal = await bench.Call("c", "1").FailsWith(DrpcFailureCode.Overloaded);
        worker.Complete(request.LeaseId, "done");
        await first.Answer();
        var third = bench.Call("c", "1");

        Assert.Equal(TimeSpan.FromSeconds(1), refusal.Failure.RetryAfter);
        Assert.Contains("WorkerQueues:MaxQueuedBytes", refusal.Message, StringComparison.Ordinal);
        Assert.False(second.IsCompleted || third.IsCompleted);
    }

    [Fact]
    public async Task Names_TooMany_AreNotKeptUntilOldOnesAreForgotten()
    {
        using var bench = new QueueBench(options => options.KnownFunctions = "");
        using var worker = bench.Connect();
        for (var number = 0; number < FunctionTable.MaxIdleNames + 100; number++)
        {
            worker.Fetch($"name {number}");
        }

        Assert.Equal(FunctionTable.MaxIdleNames, bench.Queues.Functions.Count);
        await bench.Call($"name {FunctionTable.MaxIdleNames + 1}").FailsWith(DrpcFailureCode.UnknownFunction);
        Assert.Single(bench.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal));

        bench.Advance(75);
        Assert.Empty(bench.Queues.Functions);
        worker.Fetch("new");
        Assert.Equal("new", Assert.Single(bench.Queues.Functions).Name);
    }

    [Fact]
    public void Names_TooLong_AreNotKept()
    {
        using var bench = new QueueBench(options => options.KnownFunctions = "");
        using var worker = bench.Connect();

        worker.Fetch(new string('n', FunctionTable.MaxNameLength + 1));

        Assert.Empty(bench.Queues.Functions);
    }
}
