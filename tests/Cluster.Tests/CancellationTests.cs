namespace OrleansDrpc.Cluster.Tests;

public sealed class CancellationTests(Clusters clusters)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Request_CallerCancels_StagesOnEverySiloAreCancelled(int silos)
    {
        var name = Guid.NewGuid().ToString();
        using var caller = new CancellationTokenSource();
        var call = clusters.Of(silos).Client.ExecuteAsync(WaitingFunctions.WaitEverywhere, name, caller.Token);

        // Workers compute in turn, but code that waits holds its worker: as many wait as there are workers.
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Distinct().Count() == silos, "a stage to wait on every silo");
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Within(Limit, "the cancelled call"));
        await Eventually.TrueAsync(() => TestGate.Of(name).Cancelled.Count == TestGate.Of(name).Waiting.Count, "every waiting stage to be cancelled");
        await clusters.Of(silos).IdleAsync();
    }

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Request_DeadlinePasses_CallerHasItsAnswerAndStagesOnEverySiloAreCancelled(int silos)
    {
        var name = Guid.NewGuid().ToString();
        var timeout = TimeSpan.FromMilliseconds(500);

        var failure = await Assert.ThrowsAsync<DrpcException>(() => clusters.Of(silos).ClientOn(0)
            .ExecuteAsync(WaitingFunctions.WaitEverywhere, name, new CallOptions { Timeout = timeout }).Within(Limit, "the call"));

        Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
        await Eventually.TrueAsync(() => TestGate.Of(name).Cancelled.Count == TestGate.Of(name).Waiting.Count, "every waiting stage to be cancelled");
        await clusters.Of(silos).IdleAsync();
    }

    [Fact]
    public async Task Request_WaitsAndIsLetGo_Answers()
    {
        var name = Guid.NewGuid().ToString();
        var call = clusters.Of(3).Client.ExecuteAsync(WaitingFunctions.WaitEverywhere, name);
        await Eventually.TrueAsync(() => !TestGate.Of(name).Waiting.IsEmpty, "a stage to wait");

        TestGate.Of(name).Open();

        Assert.Equal(12, await call.Within(Limit, "the call"));
        Assert.Equal(12, TestGate.Of(name).Waiting.Count);
    }
}
