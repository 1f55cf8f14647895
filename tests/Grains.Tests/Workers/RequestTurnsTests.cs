namespace OrleansDrpc.Grains.Tests;

public sealed class RequestTurnsTests
{
    [Fact]
    public void TryDequeue_BothKindsWait_InteractiveGoFirstAndBatchHasOneTurnInEight()
    {
        var turns = new RequestTurns<RunningRequest>();
        for (var i = 0; i < 20; i++)
        {
            turns.Enqueue(Some.Request(), RequestPriority.Interactive);
        }

        for (var i = 0; i < 4; i++)
        {
            turns.Enqueue(Some.Request(priority: RequestPriority.Batch), RequestPriority.Batch);
        }

        Assert.Equal("IIIIIIIBIIIIIIIBIIIIIIBB", string.Concat(Taken(turns)));
        Assert.Equal(0, turns.Count);
    }

    [Fact]
    public void TryDequeue_OneKindWaits_GoesInOrderWithoutPause()
    {
        var turns = new RequestTurns<RunningRequest>();
        RunningRequest[] batch = [.. Enumerable.Range(0, 20).Select(_ => Some.Request(priority: RequestPriority.Batch))];
        foreach (var request in batch)
        {
            turns.Enqueue(request, request.Priority);
        }

        Assert.Equal(batch, Enumerable.Range(0, 20).Select(_ => turns.TryDequeue(out var next) ? next : null));
        Assert.False(turns.TryDequeue(out _));
    }

    private static IEnumerable<char> Taken(RequestTurns<RunningRequest> turns)
    {
        while (turns.TryDequeue(out var next))
        {
            yield return next.Priority == RequestPriority.Batch ? 'B' : 'I';
        }
    }
}
