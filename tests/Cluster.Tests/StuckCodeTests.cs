using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.Cluster.Tests;

public sealed class StuckCodeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory, InlineData("async"), InlineData("blocking"), InlineData("aggregator")]
    public async Task Code_ThatDoesNotReturn_LosesItsWorkerAndOthersGoOn(string how)
    {
        using var release = new ManualResetEventSlim();
        var stuck = DrpcFunction.Named("stuck").Takes<string>()
            .Stage<string>(
                async (where, output, token) =>
                {
                    if (where == "async")
                    {
                        await new TaskCompletionSource().Task;
                    }

                    if (where == "blocking")
                    {
                        release.Wait(CancellationToken.None);
                    }

                    await output.EmitAsync(where, token);
                },
                name: "stage")
            .Aggregate(() => "", (_, where) => Block(where, release), where => where, name: "aggregation")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc
            .AddFunction(stuck).AddFunction(TestFunctions.Echo)
            .Configure(options =>
            {
                options.WorkersPerSilo = 1;
                options.StuckCodeGrace = TimeSpan.FromMilliseconds(100);
            }));

        try
        {
            var call = cluster.Client.ExecuteAsync(stuck, how, new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) });
            var failure = await Assert.ThrowsAsync<DrpcException>(() => call.Within(Limit, "the stuck call"));

            Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
            await cluster.IdleAsync();
            Assert.Equal("on", await cluster.Client.ExecuteAsync(TestFunctions.Echo, "on").Within(Limit, "another request"));
        }
        finally
        {
            release.Set();
        }

        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Function_HasMaxStuckCode_IsRefusedUntilItsCodeReturnsAndOthersAreNot()
    {
        using var release = new ManualResetEventSlim();
        var stuck = DrpcFunction.Named("stuck").Takes<string>().Select(where => Block(where, release), name: "stage").Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc
            .AddFunction(stuck).AddFunction(TestFunctions.Echo)
            .Configure(options => (options.StuckCodeGrace, options.MaxStuckCode) = (TimeSpan.FromMilliseconds(100), 2)));
        var soon = new CallOptions { Timeout = TimeSpan.FromMilliseconds(200) };
        var slots = cluster.ServicesOf(0).GetRequiredService<FunctionRegistry>().Get("stuck").Slots;

        try
        {
            for (var i = 1; i <= 2; i++)
            {
                await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync(stuck, "aggregator", soon).Within(Limit, "a stuck call"));
                await Eventually.TrueAsync(() => slots.Stuck == i, "its code to be given up");
            }

            var refused = await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync(stuck, "x").Within(Limit, "the refusal"));
            Assert.Equal(DrpcFailureCode.Overloaded, refused.Code);
            Assert.Contains("MaxStuckCode", refused.Message, StringComparison.Ordinal);
            Assert.Equal("on", await cluster.Client.ExecuteAsync(TestFunctions.Echo, "on").Within(Limit, "another function"));
        }
        finally
        {
            release.Set();
        }

        await Eventually.TrueAsync(() => slots.Stuck == 0, "the code to return");
        Assert.Equal("x", await cluster.Client.ExecuteAsync(stuck, "x").Within(Limit, "a later call"));
    }

    [Fact]
    public async Task Function_IsStuckOnOneSilo_RunsWithoutItAndOtherFunctionsWithIt()
    {
        using var release = new ManualResetEventSlim();
        var stuck = DrpcFunction.Named("stuck-there").Takes<string>()
            .Stage<string>((silo, output, token) => output.EmitAsync(output.Context.Silo == silo ? Block("aggregator", release) : silo, token), 2, Grouping.All, "stage")
            .Aggregate(() => 0L, (count, _) => count + 1, count => count, name: "count")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(2, drpc => drpc
            .AddFunction(stuck).AddFunction(TestFunctions.Spread)
            .Configure(options => (options.StuckCodeGrace, options.MaxStuckCode) = (TimeSpan.FromMilliseconds(100), 1)));
        var there = cluster.Cluster.Silos[1].SiloAddress.ToString();
        var slots = cluster.ServicesOf(1).GetRequiredService<FunctionRegistry>().Get("stuck-there").Slots;
        var soon = new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) };

        try
        {
            await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0).ExecuteAsync(stuck, there, soon).Within(Limit, "a stuck call"));
            await Eventually.TrueAsync(() => slots.Stuck == 1, "the code to be given up");

            Assert.Equal(2, await cluster.ClientOn(0).ExecuteAsync(stuck, "nowhere").Within(Limit, "a call of the same function"));

            Assert.Equal(2, cluster.ServicesOf(0).GetRequiredService<ClusterView>().ActiveSilos.Length);
            Assert.Equal(1000, await cluster.ClientOn(0).ExecuteAsync(TestFunctions.Spread, 1000).Within(Limit, "another function"));
        }
        finally
        {
            release.Set();
        }

        await Eventually.TrueAsync(() => slots.Stuck == 0, "the code to return");
    }

    private static string Block(string where, ManualResetEventSlim release)
    {
        if (where == "aggregator")
        {
            release.Wait(CancellationToken.None);
        }

        return where;
    }
}
