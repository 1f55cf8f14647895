namespace OrleansDrpc.ClientApi.Tests;

/// <summary>In what order workers get requests of both priorities.</summary>
public sealed class PulledPriorityTests : IDisposable
{
    private readonly QueueBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Fetch_BothKindsWait_InteractiveGoFirstAndBatchHasOneTurnInEight()
    {
        Call(RequestPriority.Batch, 4);
        Call(RequestPriority.Interactive, 20);

        var taken = _bench.TakeAll();

        Assert.Equal("IIIIIIIBIIIIIIIBIIIIIIBB", string.Concat(taken.Select(argument => argument[0])));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"I{i}"), taken.Where(argument => argument[0] == 'I'));
        Assert.Equal(Enumerable.Range(0, 4).Select(i => $"B{i}"), taken.Where(argument => argument[0] == 'B'));
    }

    [Fact]
    public void Requeue_BatchRequest_IsAtTheHeadOfItsPriority()
    {
        Call(RequestPriority.Batch, 2);
        using (var lost = _bench.Connect())
        {
            Assert.Equal("B0", lost.Fetch("a")?.Argument);
            Call(RequestPriority.Interactive, 1);
        }

        Assert.Equal(["I0", "B0", "B1"], _bench.TakeAll());
        Assert.Equal(0, _bench.State().Queued);
    }

    [Fact]
    public void Cancel_BatchRequestThatWaits_LeavesTheQueue()
    {
        using var leaving = new CancellationTokenSource();
        Call(RequestPriority.Batch, 1, leaving.Token);
        Call(RequestPriority.Batch, 1);

        leaving.Cancel();

        Assert.Equal(1, _bench.State().Queued);
        Assert.Equal(["B0"], _bench.TakeAll());
    }

    private void Call(RequestPriority priority, int count, CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < count; i++)
        {
            _ = _bench.Router.ExecuteAsync("a", $"{(priority == RequestPriority.Batch ? 'B' : 'I')}{i}", new CallOptions { Priority = priority }, cancellationToken);
        }
    }
}
