using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>What Storm's own tests ask of its server (<c>DRPCTest</c>).</summary>
public sealed class StormServerTests : IDisposable
{
    private readonly QueueBench _bench = new();

    [Fact]
    public async Task Execute_GoodBlocking_AnswersTheWorkersResult()
    {
        using var worker = _bench.Connect();
        var call = _bench.Call(argument: "argument");

        var request = worker.Take();
        Assert.Equal(("argument", "a"), (request.Argument, request.Function));
        Assert.Matches("^[0-9a-f]{32}$", request.LeaseId);
        Assert.False(call.IsCompleted);
        worker.Complete(request.LeaseId, "result");

        Assert.Equal("result", await call.Answer());
        _bench.AssertNothingLeft();
    }

    [Fact]
    public async Task Execute_FailedBlocking_FailsAsStormSaysIt()
    {
        using var worker = _bench.Connect();
        var call = _bench.Call();

        worker.Fail(worker.Take().LeaseId, null);

        var failure = await call.FailsWith(DrpcFailureCode.FunctionFailed);
        Assert.Equal(new StormFailure("Request failed", StormFailureType.FailedRequest), failure.Storm());
        _bench.AssertNothingLeft();
    }

    [Fact]
    public async Task Execute_DequeueAfterTimeout_NoWorkerEverSeesIt()
    {
        using var bench = new QueueBench(options => options.RequestTimeout = TimeSpan.FromSeconds(1));
        using var worker = bench.Connect();
        var call = bench.Call();

        bench.Advance(0.999);
        Assert.Equal(1, bench.State().Queued);
        bench.Advance(0.001);

        var failure = await call.FailsWith(DrpcFailureCode.TimedOut);
        Assert.Equal(new StormFailure("Timed Out", StormFailureType.ServerTimeout), failure.Storm());
        Assert.Contains("no worker fetched it", failure.Message, StringComparison.Ordinal);
        Assert.Null(worker.Fetch("a"));
        bench.AssertNothingLeft();
    }

    [Fact]
    public async Task Execute_NoResultAndNoException_IsStormsInternalError()
    {
        using var worker = _bench.Connect();
        var call = _bench.Call();

        worker.Complete(worker.Take().LeaseId, null);

        var failure = await call.FailsWith(DrpcFailureCode.FunctionFailed);
        Assert.Equal(new StormFailure("Internal Error: No Result and No Exception", StormFailureType.InternalError), failure.Storm());
    }

    [Theory]
    [InlineData(StormFailureType.FailedRequest, DrpcFailureCode.FunctionFailed)]
    [InlineData(StormFailureType.ServerTimeout, DrpcFailureCode.TimedOut)]
    [InlineData(StormFailureType.ServerShutdown, DrpcFailureCode.ShuttingDown)]
    [InlineData(StormFailureType.InternalError, DrpcFailureCode.FunctionFailed)]
    [InlineData(77, DrpcFailureCode.FunctionFailed)]
    [InlineData(null, DrpcFailureCode.FunctionFailed)]
    public async Task Fail_ByType_KeepsTheWorkersWords(int? type, DrpcFailureCode code)
    {
        using var worker = _bench.Connect();
        var call = _bench.Call();

        worker.Fail(worker.Take().LeaseId, new StormFailure("boom", type));

        var failure = await call.FailsWith(code);
        Assert.Equal("boom", failure.Message);
        Assert.Equal(new StormFailure("boom", type), failure.Storm());
    }

    [Fact]
    public void Fetch_NothingThere_GetsNothing()
    {
        using var worker = _bench.Connect();

        Assert.Null(worker.Fetch("a"));
        Assert.Null(worker.Fetch("never heard of"));
        Assert.Throws<ArgumentNullException>(() => worker.Fetch(null!));
    }

    [Fact]
    public async Task Fetch_Many_InTheOrderOfTheirArrival()
    {
        using var worker = _bench.Connect();
        var calls = Enumerable.Range(0, 100).Select(number => _bench.Call(argument: $"{number}")).ToArray();

        for (var number = 0; number < calls.Length; number++)
        {
            var request = worker.Take();
            Assert.Equal($"{number}", request.Argument);
            worker.Complete(request.LeaseId, request.Argument + "!");
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{number}!"), await Task.WhenAll(calls).Within("the answers"));
    }

    public void Dispose() => _bench.Dispose();
}
