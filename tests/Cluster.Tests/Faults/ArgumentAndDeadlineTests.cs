using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Arguments and deadlines that are out of the ordinary.</summary>
public sealed class ArgumentAndDeadlineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Theory, InlineData("text"), InlineData("json"), InlineData("constructor")]
    public async Task Argument_ThatCannotBeRead_IsABadArgument(string how)
    {
        var takesRecord = DrpcFunction.Named("takes-record").Takes<Positive>().Select(x => x.Value, name: "s").Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(takesRecord).AddFunction(TestFunctions.Echo).AddFunction(TestFunctions.Spread));
        var client = cluster.ClientOn(0);

        var failure = await Assert.ThrowsAsync<DrpcException>(() => how switch
        {
            "text" => client.ExecuteAsync(TestFunctions.Echo, "\ud800"),
            "json" => client.ExecuteAsync("spread", "\ud800"),
            _ => client.ExecuteAsync("takes-record", """{"value":-1}"""),
        });

        Assert.Equal(DrpcFailureCode.BadArgument, failure.Code);
    }

    [Theory, InlineData(-5.0), InlineData(60 * 86400.0), InlineData(double.MaxValue)]
    public async Task Timeout_OutOfRange_IsAnAnswerOrANamedFailureForClusterClients(double seconds)
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(TestFunctions.Echo));
        var timeout = seconds == double.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds);
        var failure = await Xunit.Record.ExceptionAsync(() => cluster.Client.ExecuteAsync(TestFunctions.Echo, "x", new CallOptions { Timeout = timeout }));
        Assert.True(failure is null or DrpcException, $"{failure}");
    }

    [Fact]
    public async Task ClusterView_IsLost_TheCallStillEndsByItsDeadline()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(TestFunctions.Echo));
        cluster.Cluster.GetFaults().Add(new FaultRule(FaultKind.LoseRequest) { Interface = typeof(IClusterViewGrain) });
        var call = cluster.Client.ExecuteAsync(TestFunctions.Echo, "x", new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        Assert.IsType<DrpcException>(await Xunit.Record.ExceptionAsync(() => call.Within(TimeSpan.FromSeconds(3), "the call")));
    }

    [Fact]
    public async Task Grouping_ThatBlocksOnTheArgument_EndsByTheDeadline()
    {
        using var release = new ManualResetEventSlim();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(
            DrpcFunction.Named("blocking-grouping").Takes<int>()
                .Select(
                    x => x,
                    2,
                    Grouping.Custom((int x, int tasks) =>
                    {
                        release.Wait(Limit, CancellationToken.None);
                        return 0;
                    }),
                    "work").Returns()));
        try
        {
            var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0)
                .ExecuteAsync("blocking-grouping", "1", new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) }).Within(TimeSpan.FromSeconds(4), "the call"));
            Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
        }
        finally
        {
            release.Set();
        }
    }

    internal sealed record Positive
    {
        public Positive(int value) => Value = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));

        public int Value { get; }
    }
}
