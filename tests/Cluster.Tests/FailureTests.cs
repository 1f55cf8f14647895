namespace OrleansDrpc.Cluster.Tests;

public sealed class FailureTests(Clusters clusters)
{
    public static TheoryData<int, string, string> Places => new(
        from silos in (int[])[1, 3]
        from place in ((string Where, string Stage)[])
        [
            ("before", "source"), ("in", "source"), ("after", "source"), ("second-stage", "constructed"),
            ("aggregator-add", "aggregator"), ("aggregator-finish", "aggregator"), ("swallow", "aggregator"),
        ]
        select (silos, place.Where, place.Stage));

    [Theory, MemberData(nameof(Places))]
    public async Task Function_CodeThrows_CallerGetsTheAuthorsMessageAndNothingIsLeft(int silos, string where, string stage)
    {
        var cluster = clusters.Of(silos);

        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync(FailingFunctions.Fail, where));

        Assert.Equal(DrpcFailureCode.FunctionFailed, failure.Code);
        Assert.Equal(stage, failure.Failure.Stage);
        Assert.Contains("author's message: " + (where == "swallow" ? "aggregator-add" : where), failure.Message, StringComparison.Ordinal);
        Assert.Contains($"'{stage}'", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RequestId);
        await cluster.IdleAsync();
        Assert.Equal(3, await cluster.Client.ExecuteAsync(FailingFunctions.Fail, "nowhere"));
    }

    [Fact]
    public async Task UnknownFunction_Called_FailsAtOnceAndNamesTheKnownOnes()
    {
        var failure = await Assert.ThrowsAsync<DrpcException>(() => clusters.Of(3).Client.ExecuteAsync("no-such-function", "x"));

        Assert.Equal(DrpcFailureCode.UnknownFunction, failure.Code);
        Assert.Contains("'no-such-function'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("echo", failure.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("abc"), InlineData(""), InlineData("1.5"), InlineData("null"), InlineData("99999999999")]
    public async Task Argument_OfTheWrongShape_IsRefusedWithWhatIsExpected(string argument)
    {
        var failure = await Assert.ThrowsAsync<DrpcException>(() => clusters.Of(1).Client.ExecuteAsync("spread", argument));

        Assert.Equal(DrpcFailureCode.BadArgument, failure.Code);
        Assert.Contains("int", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Argument_OverTheSizeLimit_IsRefusedWithBothSizes()
    {
        var most = new string('x', 1 << 20);

        Assert.Equal(most, await clusters.Of(1).Client.ExecuteAsync("echo", most));
        var failure = await Assert.ThrowsAsync<DrpcException>(() => clusters.Of(1).Client.ExecuteAsync("echo", most + "x"));
        Assert.Equal(DrpcFailureCode.BadArgument, failure.Code);
        Assert.Contains("1,048,577", failure.Message, StringComparison.Ordinal);
        Assert.Contains("1,048,576", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneValueFunction_EmitsNoneOrMany_FailsAndSaysHowMany()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(
            DrpcFunction.Named("many").Takes<int>().Stage<int>(TestFunctions.EmitRangeAsync).Returns()));

        foreach (var count in (int[])[0, 2])
        {
            var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync("many", $"{count}"));
            Assert.Equal(DrpcFailureCode.FunctionFailed, failure.Code);
            Assert.Contains($"emitted {count}", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal("0", await cluster.Client.ExecuteAsync("many", "1"));
    }
}
