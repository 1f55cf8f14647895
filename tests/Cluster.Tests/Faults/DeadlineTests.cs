using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>By the clock of the silos, which the test moves on, so that a busy machine makes no difference.</summary>
public sealed class DeadlineTests
{
    private const int Silos = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private static readonly DrpcFunction<string, TimeSpan> Inner = DrpcFunction.Named("inner").Takes<string>()
        .Stage<TimeSpan>((_, output, token) => output.EmitAsync(output.Context.Remaining, token), name: "tells").Returns();

    private static readonly DrpcFunction<string, TimeSpan> Outer = DrpcFunction.Named("outer").Takes<string>().Stage<WaitsAndCalls, TimeSpan>(name: "calls").Returns();

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

    [Fact]
    public async Task Request_DeadlinePassesAndNobodyTellsTheOtherSilos_TheirPartsEndAtTheHomesDeadline()
    {
        var time = new ManualTime();
        await using var cluster = await StartAsync(time);
        cluster.GetFaults().Add(new FaultRule(FaultKind.LoseRequest) { Interface = typeof(IDispatcherGrain), Method = nameof(IDispatcherGrain.EndAsync) });
        var name = Guid.NewGuid().ToString();
        var client = cluster.GetSiloServiceProvider(cluster.Silos[0].SiloAddress).GetRequiredService<IDrpcClient>();
        var call = client.ExecuteAsync(WaitingFunctions.WaitEverywhere, name, new CallOptions { Timeout = Deadline });
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == 12, "all tasks to wait, on every silo");

        time.Advance(Deadline - Moment);
        Assert.Empty(TestGate.Of(name).Cancelled);
        time.Advance(Moment + Late);

        await Eventually.TrueAsync(() => TestGate.Of(name).Cancelled.Count == 12, "every task's token to fire");
        await Assert.ThrowsAsync<DrpcException>(() => call.Within(Limit, "the call to fail at its deadline"));
    }

    [Fact]
    public async Task NestedCall_WithTheOptionsOfItsContext_HasWhatIsLeftOfTheOuterRequest()
    {
        var time = new ManualTime();
        await using var cluster = await StartAsync(time);
        var name = Guid.NewGuid().ToString();
        var client = cluster.GetSiloServiceProvider(cluster.Silos[0].SiloAddress).GetRequiredService<IDrpcClient>();
        var call = client.ExecuteAsync(Outer, name, new CallOptions { Timeout = Deadline });
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == 1, "the outer code to wait");

        time.Advance(TimeSpan.FromSeconds(2));
        TestGate.Of(name).Open();

        Assert.Equal(TimeSpan.FromSeconds(3), await call.Within(Limit, "the call"));
    }

    private static async Task<InProcessTestCluster> StartAsync(ManualTime time)
    {
        var builder = new InProcessTestClusterBuilder(Silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.AddDrpc(drpc => drpc.AddFunction(WaitingFunctions.WaitEverywhere).AddFunction(Inner).AddFunction(Outer));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    internal sealed class WaitsAndCalls(IDrpcClient client) : IStage<string, TimeSpan>
    {
        public async ValueTask ExecuteAsync(string item, IEmitter<TimeSpan> output, CancellationToken cancellationToken)
        {
            await TestGate.Of(item).WaitAsync(output.Context.Silo, cancellationToken);
            await output.EmitAsync(await client.ExecuteAsync(Inner, item, output.Context.CallOptions, cancellationToken), cancellationToken);
        }
    }
}
