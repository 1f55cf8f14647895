namespace OrleansDrpc.Cluster.Tests;

public sealed class ParallelismTests(Clusters clusters)
{
    [Fact]
    public async Task Stage_WhoseCodeWaits_RunsAsManyTasksAtOnceAsItsParallelismSays()
    {
        // One silo with fewer workers than tasks: waiting code must not keep the others from starting.
        var name = Guid.NewGuid().ToString();
        var call = clusters.Of(1).Client.ExecuteAsync(WaitingFunctions.WaitEverywhere, name);

        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == 12, "all twelve tasks to wait at once");
        TestGate.Of(name).Open();

        Assert.Equal(12, await call);
    }

    [Fact]
    public async Task Stage_WhoseCodeWaitsBetweenEmits_RunsAsManyTasksAtOnceAsItsParallelismSays()
    {
        var name = Guid.NewGuid().ToString();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(EmitAndWait).Configure(options =>
        {
            options.WorkersPerSilo = 1;
            options.SendWindow = 1;
            options.MaxBatchItems = 1;
            options.MaxQueuedBatches = 1;
        }));
        var call = cluster.Client.ExecuteAsync(EmitAndWait, name);

        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count == 6, "all six tasks to wait at once");
        TestGate.Of(name).Open();

        Assert.Equal(6 * 40, await call);
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Stage_ParallelismOfThree_NeverRunsMoreThanThreeTasksAtOnce()
    {
        var running = 0;
        var most = 0;
        var function = DrpcFunction.Named("three").Takes<int>()
            .Stage<int>(TestFunctions.EmitRangeAsync, name: "source")
            .Stage<int>(
                async (item, output, token) =>
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref running));
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                    await output.EmitAsync(item, token);
                },
                parallelism: 3,
                name: "three")
            .Aggregate(() => 0, (count, _) => count + 1, count => count, name: "count")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => drpc.AddFunction(function).Configure(options => options.MaxBatchItems = 1));

        Assert.Equal(500, await cluster.Client.ExecuteAsync(function, 500));

        Assert.InRange(most, 1, 3);
    }

    private static DrpcFunction<string, long> EmitAndWait { get; } = DrpcFunction.Named("emit-and-wait")
        .Takes<string>()
        .Stage<string>(
            async (name, output, token) =>
            {
                for (var i = 0; i < 40; i++)
                {
                    await output.EmitAsync(name, token);
                    if (i == 20)
                    {
                        await TestGate.Of(name).WaitAsync(output.Context.Silo, token);
                    }
                }
            },
            parallelism: 6,
            Grouping.All,
            name: "emit-and-wait")
        .Select(name => name, parallelism: 2, name: "pass")
        .Aggregate(() => 0L, (count, _) => count + 1, count => count, name: "count")
        .Returns();

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
