namespace OrleansDrpc.Grains.Tests;

public sealed class ReplayBackoffTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly ReplayBackoff _backoff = new(TimeProvider.System);

    [Fact]
    public async Task Attempts_AfterWaits_RunInTheTurnsOfWhoAsks()
    {
        var turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var attempts = new List<TaskScheduler>();

        await Task.Factory.StartNew(
            () => _backoff.ExecuteAsync(
                () =>
                {
                    attempts.Add(TaskScheduler.Current);
                    return ValueTask.FromResult(attempts.Count < 4);
                },
                CancellationToken.None),
            CancellationToken.None,
            TaskCreationOptions.None,
            turns).Unwrap().WaitAsync(Limit);

        Assert.Equal(4, attempts.Count);
        Assert.All(attempts, scheduler => Assert.Same(turns, scheduler));
    }

    [Fact]
    public async Task Cancel_InAWait_EndsIt()
    {
        using var end = new CancellationTokenSource();
        var attempts = 0;
        var running = _backoff.ExecuteAsync(() => ValueTask.FromResult(++attempts > 0), end.Token);

        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Limit));
        Assert.InRange(attempts, 1, int.MaxValue);
    }
}
