namespace OrleansDrpc.Cluster.Tests;

public sealed class DeadlockTests
{
    private static readonly DrpcFunction<int, long> TenStages = MakeTenStages();

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task TenStagesOfParallelismOne_SmallestQueues_TwoHundredRequestsAtOnceAllAnswer(int silos)
    {
        await using var cluster = await DrpcTestCluster.StartAsync(silos, drpc => drpc.AddFunction(TenStages).Configure(options =>
        {
            options.MaxQueuedBatches = 1;
            options.MaxBatchItems = 1;
            options.SendWindow = 1;
            options.WorkersPerSilo = 1;
            options.DefaultDeadline = TimeSpan.FromMinutes(2);
        }));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => cluster.ClientOn(i % silos).ExecuteAsync(TenStages, i % 40)))
            .Within(TimeSpan.FromMinutes(2), "200 requests of ten stages");

        Assert.Equal(Enumerable.Range(0, 200).Select(i => i % 40L), answers);
        await cluster.IdleAsync();
    }

    private static DrpcFunction<int, long> MakeTenStages()
    {
        var stages = DrpcFunction.Named("ten-stages").Takes<int>().Stage<int>(TestFunctions.EmitRangeAsync, name: "source");
        for (var i = 1; i < 9; i++)
        {
            stages = stages.Select(item => item, name: $"stage-{i}");
        }

        return stages.Aggregate(() => 0L, (count, _) => count + 1, count => count, name: "count").Returns();
    }
}
