using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class ForeignResultTests
{
    [Fact]
    public async Task LeaseHolder_AnotherSessionAnswers_IsRefusedAndSaidOnce()
    {
        using var bench = new QueueBench();
        using var holder = bench.Connect("holder");
        using var other = bench.Connect("other");
        var call = bench.Call();
        var request = holder.Take();

        var refusal = Assert.Throws<LeaseHeldElsewhereException>(() => other.Complete(request.LeaseId, "forged"));
        Assert.Throws<LeaseHeldElsewhereException>(() => other.Fail(request.LeaseId, null));

        Assert.Contains("WorkerQueues:ResultsFrom", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("does not hold", refusal.Message, StringComparison.Ordinal);
        Assert.Single(bench.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("other", StringComparison.Ordinal));
        holder.Complete(request.LeaseId, "right");
        Assert.Equal("right", await call.Answer());
    }

    [Fact]
    public async Task AnyConnection_AnotherSessionAnswers_Counts()
    {
        using var bench = new QueueBench(options => options.ResultsFrom = ResultSource.AnyConnection);
        using var spout = bench.Connect();
        using var bolt = bench.Connect();
        var one = bench.Call();
        var two = bench.Call();

        bolt.Complete(spout.Take().LeaseId, "result");
        bolt.Fail(spout.Take().LeaseId, new StormFailure("boom", null));

        Assert.Equal("result", await one.Answer());
        Assert.Equal("boom", (await two.FailsWith(DrpcFailureCode.FunctionFailed)).Message);
        bench.AssertNothingLeft();
    }
}
