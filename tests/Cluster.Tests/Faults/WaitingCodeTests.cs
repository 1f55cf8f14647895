using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Code that waits, for nested calls, for its receivers or for something of its own, while others want to go on.</summary>
public sealed class WaitingCodeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task NestedCall_OfAFunctionThatIsNotThere_IsAFailureOfTheOuterFunction()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(
            DrpcFunction.Named("outer").Takes<string>().Stage<Nested, string>(name: "nested").Returns()).AddFunction(TestFunctions.Echo));

        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync("outer", "no-such-function"));

        Assert.Equal(DrpcFailureCode.FunctionFailed, failure.Code);
        Assert.Equal("nested", failure.Failure.Stage);
    }

    [Fact]
    public async Task NestedCalls_MoreThanWorkerActivations_AllAnswer()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(
            DrpcFunction.Named("outer").Takes<string>().Stage<Nested, string>(name: "nested").Returns()).AddFunction(TestFunctions.Echo));

        var calls = Enumerable.Range(0, 3000).Select(_ => cluster.ClientOn(0).ExecuteAsync("outer", "echo", new CallOptions { Timeout = TimeSpan.FromSeconds(8) })).ToArray();
        await Task.WhenAll(calls).ContinueWith(_ => { }, TaskScheduler.Default).Within(TimeSpan.FromSeconds(30), "all calls");

        Assert.Equal(0, calls.Count(call => call.IsFaulted));
    }

    [Fact]
    public async Task WaitingCode_OfManyRequests_DoesNotHoldUpOthers()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, TestFunctions.AddAll);
        var name = Guid.NewGuid().ToString();
        var waiting = Enumerable.Range(0, 1100).Select(_ => cluster.ClientOn(0).ExecuteAsync(WaitingFunctions.Wait, name)).ToArray();
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count >= 1024, "1,024 stages to wait");

        var failure = await Xunit.Record.ExceptionAsync(() => cluster.ClientOn(0).ExecuteAsync(TestFunctions.Echo, "x", new CallOptions { Timeout = TimeSpan.FromSeconds(3) }));
        TestGate.Of(name).Open();
        await Task.WhenAll(waiting).Within(Limit, "the waiting calls");
        Assert.Null(failure);
    }

    [Fact]
    public async Task Code_WaitsThenEmitsThenWaits_GivesItsSlotUp()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(
            DrpcFunction.Named("outer").Takes<string>().Stage<EmitThenNested, string>(name: "nested").Select(x => x, name: "pass").ReturnsAll())
            .AddFunction(TestFunctions.Echo)
            .Configure(options =>
            {
                options.WorkersPerSilo = 1;
                options.MaxBatchItems = 1;
            }));

        Assert.Equal("""["echo","echo"]""", await cluster.ClientOn(0)
            .ExecuteAsync("outer", "echo", new CallOptions { Timeout = TimeSpan.FromSeconds(3) }).Within(Limit, "the call"));
    }

    [Fact]
    public async Task Emits_WithATokenOfTheirOwn_AreEndedByIt()
    {
        using var own = new CancellationTokenSource();
        var (reached, ended) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        var function = DrpcFunction.Named("own-token").Takes<int>()
            .Stage<int>(
                async (item, output, token) =>
                {
                    try
                    {
                        for (var i = 0; i < 100; i++)
                        {
                            await output.EmitAsync(item, own.Token);
                        }
                    }
                    catch (OperationCanceledException)
                    {
                        ended.TrySetResult(token.IsCancellationRequested);
                        throw;
                    }
                },
                name: "source")
            .Stage<int>(
                async (_, _, token) =>
                {
                    reached.TrySetResult();
                    await Cancellation.OfAsync(token);
                },
                name: "waits")
            .ReturnsAll();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function).Configure(options => options.MaxBatchItems = 1));
        var call = cluster.ClientOn(0).ExecuteAsync(function, 1, new CallOptions { Timeout = TimeSpan.FromSeconds(5) });
        await reached.Task.Within(Limit, "the receiver to wait");
        await Eventually.TrueAsync(() => cluster.ServicesOf(0).GetRequiredService<WorkerGate>().IsIdle, "the emit to wait for room, without a slot");
        await own.CancelAsync();

        Assert.False(await ended.Task.Within(Limit, "the emit to end"), "The emit ended only with the request.");
        await Assert.ThrowsAnyAsync<Exception>(() => call.Within(Limit, "the call"));
    }

    [Fact]
    public async Task Emits_FromSeveralThreads_LoseNothingUnnoticed()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(DrpcFunction.Named("parallel").Takes<int>()
            .Stage<int>(
                async (count, output, token) => await Parallel.ForEachAsync(
                    Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = token }, (item, ct) => output.EmitAsync(item, ct)),
                name: "emits").ReturnsAll()));
        for (var i = 0; i < 10; i++)
        {
            var failure = await Xunit.Record.ExceptionAsync(async () =>
                Assert.Equal(Enumerable.Range(0, 100_000), (await cluster.ClientOn(0).ExecuteAsync<int, int[]>("parallel", 100_000)).Order()));
            Assert.True(failure is null or DrpcException, $"{failure?.Message}");
        }
    }

    internal sealed class Nested(IDrpcClient client) : IStage<string, string>
    {
        public async ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken) =>
            await output.EmitAsync(await client.ExecuteAsync(item, item, cancellationToken), cancellationToken);
    }

    internal sealed class EmitThenNested(IDrpcClient client) : IStage<string, string>
    {
        public async ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken)
        {
            await Task.Yield();
            await output.EmitAsync(item, cancellationToken);
            await output.EmitAsync(await client.ExecuteAsync(item, item, cancellationToken), cancellationToken);
        }
    }
}
