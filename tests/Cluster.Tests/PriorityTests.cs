namespace OrleansDrpc.Cluster.Tests;

/// <summary>Interactive requests go first, and batch ones get on nevertheless.</summary>
public sealed class PriorityTests
{
    private const int BatchRequests = 60;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(1);
    private static readonly CallOptions Batch = new() { Priority = RequestPriority.Batch };

    [Fact]
    public async Task Batch_BesideMoreInteractiveRequestsThanThereAreSlots_HasAboutOneTurnInEight()
    {
        var (interactive, batch) = (0, 0);
        var function = DrpcFunction.Named("count").Takes<bool>().Select(isBatch => Compute(ref isBatch ? ref batch : ref interactive), name: "compute").Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function).Configure(options => options.WorkersPerSilo = 1));
        using var stop = new CancellationTokenSource();
        var others = Enumerable.Range(0, 24).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await cluster.Client.ExecuteAsync(function, false);
            }
        })).ToArray();
        await Eventually.TrueAsync(() => Volatile.Read(ref interactive) > 24, "the interactive requests to run");

        var before = Volatile.Read(ref interactive);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < BatchRequests / 4; i++)
            {
                await cluster.Client.ExecuteAsync(function, true, Batch);
            }
        }))).Within(Limit, "the batch requests beside the interactive ones");
        var meanwhile = Volatile.Read(ref interactive) - before;
        await stop.CancelAsync();
        await Task.WhenAll(others).Within(Limit, "the interactive requests");

        // Seven, but not all of either kind are at the slots at any moment.
        Assert.InRange((double)meanwhile / BatchRequests, 3, 14);
        Assert.Equal(BatchRequests, batch);
    }

    private static bool Compute(ref int count)
    {
        Interlocked.Increment(ref count);
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Work)
        {
            Thread.SpinWait(100);
        }

        return true;
    }
}
