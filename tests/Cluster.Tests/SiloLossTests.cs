
namespace OrleansDrpc.Cluster.Tests;

public sealed class SiloLossTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Silo_KilledWhileItHoldsAPartOfARequest_TheOthersReplayItAndLaterOnesRun()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc =>
            TestFunctions.AddAll(drpc.Configure(options => options.DefaultDeadline = TimeSpan.FromMinutes(5))));
        var name = Guid.NewGuid().ToString();
        var call = cluster.ClientOn(0).ExecuteAsync(WaitingFunctions.WaitEverywhere, name);
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Distinct().Count() == 3, "a stage to wait on every silo");

        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[2]);

        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == 24, "all tasks of the second attempt to wait");
        TestGate.Of(name).Open();

        Assert.Equal(12, await call.Within(Limit, "the request"));
        await cluster.Cluster.WaitForLivenessToStabilizeAsync(didKill: true);
        foreach (var count in Enumerable.Range(1, 20))
        {
            Assert.Equal(count * 100, await cluster.ClientOn(count % 2).ExecuteAsync(TestFunctions.Spread, count * 100).Within(Limit, "a later request"));
            Assert.Equal(count * 100, await cluster.Client.ExecuteAsync(TestFunctions.Spread, count * 100).Within(Limit, "a later request from outside"));
        }

        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Silo_KilledWhileItHoldsAPartOfAnUnreliableRequest_EndsItWithANamedFailure()
    {
        var function = DrpcFunction.Named("once").Unreliable().Takes<string>()
            .Stage<string>((name, output, token) => new ValueTask(TestGate.Of(name).WaitAsync(output.Context.Silo, token)), 12, Grouping.All, "wait").ReturnsAll();
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => drpc.AddFunction(function));
        var name = Guid.NewGuid().ToString();
        var call = cluster.ClientOn(0).ExecuteAsync(function, name);
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == 12, "a stage to wait on every silo");

        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[2]);

        var failure = await Assert.ThrowsAsync<DrpcException>(() => call.Within(Limit, "the request to end"));
        Assert.Equal(DrpcFailureCode.SiloLost, failure.Code);
        Assert.Equal([1], failure.Failure.Attempts!.Value.Select(attempt => attempt.Number));
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Silo_KilledThatIsHomeOfARequest_OtherSilosForgetIt()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc =>
            TestFunctions.AddAll(drpc.Configure(options => options.DefaultDeadline = TimeSpan.FromMinutes(5))));
        var name = Guid.NewGuid().ToString();
        _ = cluster.ClientOn(2).ExecuteAsync(WaitingFunctions.WaitEverywhere, name);
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Distinct().Count() == 3, "a stage to wait on every silo");

        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[2]);

        await cluster.Cluster.WaitForLivenessToStabilizeAsync(didKill: true);
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Silo_StoppedWithRequestsRunning_LetsThemEnd()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(2, TestFunctions.AddAll);
        var name = Guid.NewGuid().ToString();
        var running = cluster.ClientOn(1).ExecuteAsync(WaitingFunctions.Wait, name);
        await Eventually.TrueAsync(() => !TestGate.Of(name).Waiting.IsEmpty, "the stage to wait");

        var stopping = cluster.Cluster.StopSiloAsync(cluster.Cluster.Silos[1]);
        TestGate.Of(name).Open();

        Assert.Equal(name, await running.Within(Limit, "the running request"));
        await stopping.Within(Limit, "the silo to stop");
        Assert.Equal("on", await cluster.Client.ExecuteAsync(TestFunctions.Echo, "on").Within(Limit, "a later request"));
    }

    [Fact]
    public async Task Silo_StartedLater_TakesPartInRequests()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, TestFunctions.AddAll);
        await cluster.Cluster.StartAdditionalSiloAsync();
        await cluster.Cluster.WaitForLivenessToStabilizeAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                var id = RequestId.New();
                await cluster.Client.ExecuteAsync(TestFunctions.Spread, 1000, new CallOptions { RequestId = id });
                return Record.Of(id, "silo").Distinct().Count() == 2;
            },
            "a request to run on the new silo too");
    }
}
