namespace OrleansDrpc.ClientApi;

/// <summary>The requests that wait for their first place among those that run, in turn by their priorities. Thread-safe.</summary>
internal sealed class WaitingRuns
{
    private readonly Lock _lock = new();
    private readonly RequestTurns<DurableRun> _turns = new();
    private readonly SemaphoreSlim _count = new(0);

    public void Add(DurableRun run)
    {
        lock (_lock)
        {
            _turns.Enqueue(run, run.Request.Priority);
        }

        _count.Release();
    }

    /// <summary>Waits until there is one for the caller.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _count.WaitAsync(cancellationToken);

    /// <summary>The one whose turn it is. Once after each <see cref="WaitAsync"/>.</summary>
    public DurableRun Take()
    {
        lock (_lock)
        {
            return _turns.TryDequeue(out var run) ? run : throw new InvalidOperationException("Nothing waits.");
        }
    }
}
