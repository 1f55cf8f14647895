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

    private static string Block(string where, ManualResetEventSlim release)
    {
        if (where == "aggregator")
        {
            release.Wait(CancellationToken.None);
        }

        return where;
    }
}
