namespace OrleansDrpc.ClientApi;

/// <summary>The requests that wait for their first place among those that run, in turn by their priorities. Thread-safe.</summary>
internal sealed class WaitingRuns
{
    private const int KeptEnded = 100;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _count = new(0);
    private RequestTurns<DurableRun> _turns = new();
    private int _ended;

    /// <summary>How many it holds, with those that have ended and were not discarded yet.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _turns.Count;
            }
        }
    }

    public void Add(DurableRun run)
    {
        lock (_lock)
        {
            _turns.Enqueue(run, run.Request.Priority);
        }

        _count.Release();
    }

    /// <summary>One of them has ended. It is forgotten together with others, before they are more than those that wait.</summary>
    public void Ended()
    {
        lock (_lock)
        {
            if (++_ended > KeptEnded && _ended > _turns.Count / 2)
            {
                DiscardEnded();
            }
        }
    }

    /// <summary>Waits until there may be one for the caller.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _count.WaitAsync(cancellationToken);

    /// <summary>The one whose turn it is. Once after each <see cref="WaitAsync"/>.</summary>
    /// <returns>Null: it has ended.</returns>
    public DurableRun? Take()
    {
        lock (_lock)
        {
            return _turns.TryDequeue(out var run) ? run : null;
        }
    }

    private void DiscardEnded()
    {
        var live = new RequestTurns<DurableRun>();
        while (_turns.TryDequeue(out var run))
        {
            if (!run.IsStarted)
            {
                live.Enqueue(run, run.Request.Priority);
            }
            else
            {
                // Somebody may be about to take what this counts; that one finds nothing then.
                _count.Wait(0, CancellationToken.None);
            }
        }

        (_turns, _ended) = (live, 0);
    }
}
