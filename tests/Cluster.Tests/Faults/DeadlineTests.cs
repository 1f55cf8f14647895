using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>By the clock of the silos, which the test moves on, so that a busy machine makes no difference.</summary>
public sealed class DeadlineTests
{
    private const int Silos = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task Request_DeadlinePasses_CallerHasItsAnswerAndStagesTheirTokensWithin100Milliseconds()
    {
        var time = new ManualTime();
        await using var cluster = await StartAsync(time);
        var name = Guid.NewGuid().ToString();
        var client = cluster.GetSiloServiceProvider(cluster.Silos[0].SiloAddress).GetRequiredService<IDrpcClient>();
        var call = client.ExecuteAsync(WaitingFunctions.WaitEverywhere, name, new CallOptions { Timeout = Deadline });
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == 12, "all tasks to wait, on every silo");

        time.Advance(Deadline - Moment);
        Assert.Empty(TestGate.Of(name).Cancelled);
        Assert.False(call.IsCompleted);
        time.Advance(Moment + Late);

        var failure = await Assert.ThrowsAsync<DrpcException>(() => call.Within(Limit, "the call to fail at its deadline"));
        Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
        await Eventually.TrueAsync(() => TestGate.Of(name).Cancelled.Count == 12, "every task's token to fire");
    }

    private static async Task<InProcessTestCluster> StartAsync(ManualTime time)
    {
        var builder = new InProcessTestClusterBuilder(Silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.AddDrpc(drpc => drpc.AddFunction(WaitingFunctions.WaitEverywhere));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
