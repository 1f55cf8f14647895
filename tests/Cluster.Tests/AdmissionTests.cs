using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Requests over a limit are refused at once, and those within it are not.</summary>
public sealed class AdmissionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>40 items of 100,000 characters, which wait for the gate that the argument names.</summary>
    private static readonly DrpcFunction<string, IReadOnlyList<int>> PilesUp = DrpcFunction.Named("piles-up").Takes<string>()
        .Stage<string>(
            async (name, output, token) =>
            {
                for (var i = 0; i < 40; i++)
                {
                    await output.EmitAsync(name + new string('x', 100_000), token);
                }
            },
            name: "source")
        .Stage<int>(
            async (text, output, token) =>
            {
                await TestGate.Of(text[..36]).WaitAsync(output.Context.Silo, token);
                await output.EmitAsync(text.Length, token);
            },
            name: "slow",
            grouping: Grouping.LocalOrShuffle)
        .ReturnsAll();

    [Fact]
    public async Task Function_HasItsMaxRunning_MoreAreRefusedUntilOneEnds()
    {
        var function = DrpcFunction.Named("two").WithMaxRunning(2).Takes<string>().Stage<string>(WaitAsync, name: "wait").Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function).AddFunction(TestFunctions.Echo));
        var name = Guid.NewGuid().ToString();
        Task<string>[] running = [cluster.ClientOn(0).ExecuteAsync(function, name), cluster.ClientOn(0).ExecuteAsync(function, name)];
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == 2, "both to run");

        var refused = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0).ExecuteAsync(function, name).Within(Limit, "the third"));
        Assert.Equal((DrpcFailureCode.Overloaded, (TimeSpan?)TimeSpan.FromSeconds(1)), (refused.Code, refused.Failure.RetryAfter));
        Assert.Contains("WithMaxRunning", refused.Message, StringComparison.Ordinal);
        Assert.Null(refused.Failure.Attempts);
        Assert.Equal("x", await cluster.ClientOn(0).ExecuteAsync(TestFunctions.Echo, "x").Within(Limit, "another function"));

        TestGate.Of(name).Open();
        await Task.WhenAll(running).Within(Limit, "the running ones");
        Assert.Equal(name, await cluster.ClientOn(0).ExecuteAsync(function, name).Within(Limit, "a later one"));
    }

    [Fact]
    public async Task Silo_HasItsMaxRunningRequests_RefusesBatchFromThreeQuartersAndAllFromTheLimit()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => TestFunctions.AddAll(drpc.Configure(options => options.MaxRunningRequests = 4)));
        var name = Guid.NewGuid().ToString();
        var client = cluster.ClientOn(0);
        var batch = new CallOptions { Priority = RequestPriority.Batch };
        var running = Enumerable.Range(0, 3).Select(_ => client.ExecuteAsync(WaitingFunctions.WaitEverywhere, name, batch)).ToList();
        var admission = cluster.ServicesOf(0).GetRequiredService<RequestAdmission>();

        await Eventually.TrueAsync(() => admission.Count == 3, "three requests to run");
        await RefusedAsync(() => client.ExecuteAsync(WaitingFunctions.WaitEverywhere, name, batch));
        running.Add(client.ExecuteAsync(WaitingFunctions.WaitEverywhere, name));
        await Eventually.TrueAsync(() => admission.Count == 4, "four requests to run");
        await RefusedAsync(() => client.ExecuteAsync(WaitingFunctions.WaitEverywhere, name));

        TestGate.Of(name).Open();
        Assert.All(await Task.WhenAll(running).Within(Limit, "the running ones"), count => Assert.Equal(12, count));
        Assert.Equal("x", await client.ExecuteAsync(TestFunctions.Echo, "x", batch).Within(Limit, "a later one"));
        Assert.Equal(0, admission.Count);
    }

    [Fact]
    public async Task Silo_HasItsMaxRunningArgumentBytes_RefusesLargeArgumentsUntilOneEndsAndTakesSmallOnes()
    {
        var function = DrpcFunction.Named("waits").Takes<string>().Stage<int>(WaitForFirstNameAsync, name: "wait").Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(
            1, drpc => TestFunctions.AddAll(drpc.AddFunction(function).Configure(options => options.MaxRunningArgumentBytes = 1 << 20)));
        var (client, admission, name) = (cluster.ClientOn(0), cluster.ServicesOf(0).GetRequiredService<RequestAdmission>(), Guid.NewGuid().ToString());
        var (large, batch) = (name.PadRight(400_000), new CallOptions { Priority = RequestPriority.Batch });

        Task<int>[] running = [client.ExecuteAsync(function, large), client.ExecuteAsync(function, large)];
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == 2, "both to run");
        var refused = await Assert.ThrowsAsync<DrpcException>(() => client.ExecuteAsync(function, large).Within(Limit, "the third"));
        Assert.Equal(DrpcFailureCode.Overloaded, refused.Code);
        Assert.Contains("MaxRunningArgumentBytes", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DrpcException>(() => client.ExecuteAsync(TestFunctions.Echo, new string('x', 5000), batch).Within(Limit, "a batch one"));
        Assert.Equal(5000, (await client.ExecuteAsync(TestFunctions.Echo, new string('x', 5000)).Within(Limit, "one that fits")).Length);
        Assert.Equal("x", await client.ExecuteAsync(TestFunctions.Echo, "x", batch).Within(Limit, "a small one"));

        TestGate.Of(name).Open();
        Assert.All(await Task.WhenAll(running).Within(Limit, "the running ones"), length => Assert.Equal(400_000, length));
        Assert.Equal(400_000, await client.ExecuteAsync(function, large).Within(Limit, "a later one"));
        Assert.Equal(0, admission.ArgumentBytes);

        static async ValueTask WaitForFirstNameAsync(string text, IEmitter<int> output, CancellationToken token)
        {
            await TestGate.Of(text[..36]).WaitAsync(output.Context.Silo, token);
            await output.EmitAsync(text.Length, token);
        }
    }

    [Fact]
    public async Task TenThousandCalls_WaitAtOnceByDefault_AllAreAnswered()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, TestFunctions.AddAll);
        var name = Guid.NewGuid().ToString();
        var calls = Enumerable.Range(0, 10_000)
            .Select(_ => cluster.ClientOn(0).ExecuteAsync(WaitingFunctions.Wait, name, new CallOptions { Priority = RequestPriority.Batch })).ToArray();
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == calls.Length, "all calls to wait");

        TestGate.Of(name).Open();

        await Task.WhenAll(calls).Within(Limit, "all calls");
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Callers_GiveUpWhileTheyWaitForTheProcessors_TheLimitStillRefuses()
    {
        var cost = TimeSpan.FromMilliseconds(50);
        using var hold = new ManualResetEventSlim();
        using var never = new ManualResetEventSlim();
        var function = DrpcFunction.Named("computes").Takes<string>()
            .Select(how => how == "holds" ? hold.Wait(Limit) : never.Wait(cost), name: "compute").Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function).Configure(options =>
        {
            options.WorkersPerSilo = 1;
            options.MaxComputeWait = cost;
        }));
        var work = cluster.ServicesOf(0).GetRequiredService<FunctionRegistry>().Get("computes").Work;
        var client = cluster.ClientOn(0);
        await client.ExecuteAsync(function, "computes").Within(Limit, "the first call");
        var holding = client.ExecuteAsync(function, "holds");
        await Eventually.TrueAsync(() => work.Active == 1, "the holding one to run");

        var soon = new CallOptions { Timeout = cost };
        var gaveUp = Enumerable.Range(0, 50).Select(_ => client.ExecuteAsync(function, "computes", soon)).ToArray();
        await Eventually.TrueAsync(() => gaveUp.All(call => call.IsCompleted), "all callers to give up");
        using var end = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 20 * Environment.ProcessorCount).Select(_ => client.ExecuteAsync(function, "computes", end.Token)).ToArray();
        await Eventually.TrueAsync(() => work.Active == waiting.Length + 1, "the waiting ones to have arrived, and those that gave up to have ended");

        Assert.InRange(work.Cost, 0.9 * cost, TimeSpan.MaxValue);
        var refused = await Assert.ThrowsAsync<DrpcException>(
            () => client.ExecuteAsync(function, "computes", new CallOptions { RefuseIfBusy = true }).Within(Limit, "the refusal"));
        Assert.Contains("MaxComputeWait", refused.Message, StringComparison.Ordinal);

        hold.Set();
        await holding.Within(Limit, "the holding one");
        await end.CancelAsync();
        await Eventually.TrueAsync(() => waiting.All(call => call.IsCompleted), "the waiting ones to end");
        Assert.Contains(gaveUp, call => call.Exception?.InnerException is DrpcException { Code: DrpcFailureCode.TimedOut });
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task Queues_AreFull_NewRequestsAreRefusedOrRunElsewhereUntilThereIsRoom(int home)
    {
        await using var cluster = await DrpcTestCluster.StartAsync(2, drpc => TestFunctions.AddAll(drpc.AddFunction(PilesUp).Configure(options =>
        {
            options.MaxQueuedBytes = 1 << 20;
            options.MaxQueuedBatches = 100;
        })));
        var name = Guid.NewGuid().ToString();
        var piled = cluster.ClientOn(0).ExecuteAsync(PilesUp, name);
        int[] full = [];
        await Eventually.TrueAsync(
            () => (full = [.. Enumerable.Range(0, 2).Where(silo => cluster.ServicesOf(silo).GetRequiredService<RequestAdmission>().QueuedBytes > 1 << 20)]).Length > 0,
            "the queues to fill");

        if (full.Contains(home))
        {
            await RefusedAsync(() => cluster.ClientOn(home).ExecuteAsync(TestFunctions.Echo, "x"));
        }
        else
        {
            // The full one refuses its part, so this one does it alone.
            Assert.Equal(1000, await cluster.ClientOn(home).ExecuteAsync(TestFunctions.Spread, 1000).Within(Limit, "a call"));
        }

        TestGate.Of(name).Open();
        Assert.Equal(40, (await piled.Within(Limit, "the big one")).Count);
        await Eventually.TrueAsync(
            () => Enumerable.Range(0, 2).All(silo => cluster.ServicesOf(silo).GetRequiredService<RequestAdmission>().QueuedBytes == 0), "the queues to be empty");
        Assert.Equal("x", await cluster.ClientOn(home).ExecuteAsync(TestFunctions.Echo, "x").Within(Limit, "a later one"));
    }

    [Fact]
    public async Task Function_HasItsShareOfTheQueues_IsRefusedUntilThereIsRoomAndOthersAreNot()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => TestFunctions.AddAll(drpc.AddFunction(PilesUp).Configure(options =>
        {
            options.MaxQueuedBytesOfFunction = 1 << 20;
            options.MaxQueuedBatches = 100;
        })));
        var (name, client) = (Guid.NewGuid().ToString(), cluster.ClientOn(0));
        var registered = cluster.ServicesOf(0).GetRequiredService<FunctionRegistry>().Get(PilesUp.Name);
        var piled = client.ExecuteAsync(PilesUp, name);
        await Eventually.TrueAsync(() => registered.Queues.Seen > 1 << 20, "the function's queue to fill");

        var refused = await Assert.ThrowsAsync<DrpcException>(() => client.ExecuteAsync(PilesUp, name).Within(Limit, "the refusal"));
        Assert.Equal(DrpcFailureCode.Overloaded, refused.Code);
        Assert.Contains("MaxQueuedBytesOfFunction", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1000, await client.ExecuteAsync(TestFunctions.Spread, 1000).Within(Limit, "another function"));

        TestGate.Of(name).Open();
        Assert.Equal(40, (await piled.Within(Limit, "the big one")).Count);
        await Eventually.TrueAsync(() => registered.Queues.Seen == 0, "the function's queue to be empty");
        Assert.Equal(40, (await client.ExecuteAsync(PilesUp, name).Within(Limit, "a later one")).Count);
    }

    private static async ValueTask WaitAsync(string name, IEmitter<string> output, CancellationToken cancellationToken)
    {
        await TestGate.Of(name).WaitAsync(output.Context.Silo, cancellationToken);
        await output.EmitAsync(name, cancellationToken);
    }

    private static async Task RefusedAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<DrpcException>(() => call().Within(Limit, "the refusal"));
        Assert.Equal(DrpcFailureCode.Overloaded, refused.Code);
        Assert.NotNull(refused.Failure.RetryAfter);
    }
}
