namespace OrleansDrpc.Grains.Tests;

public sealed class TaskRunTests
{
    private readonly RunningRequest _request = Some.Request();

    [Fact]
    public void CodeToken_AttemptEndsAndTheRunIsDisposedOfFirst_FiresAllTheSame()
    {
        var run = Begin(CancellationToken.None);

        run.Dispose();
        _request.End();

        Assert.True(run.CodeToken.IsCancellationRequested);
    }

    [Fact]
    public void CodeToken_OrphanedOrNotWanted_Fires()
    {
        using var lost = new CancellationTokenSource();
        var (orphan, loser) = (Begin(CancellationToken.None), Begin(lost.Token));

        orphan.Orphan();
        lost.Cancel();

        Assert.True(SpinWait.SpinUntil(() => orphan.CodeToken.IsCancellationRequested && loser.CodeToken.IsCancellationRequested, TimeSpan.FromSeconds(10)));
    }

    private TaskRun Begin(CancellationToken lost) =>
        new(_request, new TaskRuns(_request, new DrpcOptions(), metrics: null!, TimeProvider.System), id: 1, lost);
}
