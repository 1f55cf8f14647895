using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>One function: its requests that wait, and who serves it. Not thread-safe: its queues' lock guards it.</summary>
internal sealed class FunctionQueue(string name, bool isInSilo, bool isConfigured)
{
    /// <summary>How long a worker that asked for requests counts as one that serves, and the name that it asked for as known.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    private readonly Dictionary<WorkerSession, WorkerShare> _workers = [];
    private TimeSpan? _lastAsked;

    public string Name { get; } = name;

    /// <summary>Whether the front door's own silo can run it.</summary>
    public bool IsInSilo { get; } = isInSilo;

    /// <summary>Whether the settings name it.</summary>
    public bool IsConfigured { get; } = isConfigured;

    /// <summary>What its workers have told of it last; null: nothing.</summary>
    public ToldFunction? Told { get; set; }

    public QueuedRequests Queued { get; } = new();

    /// <summary>Long polls that wait for a request of it, the longest waiting first.</summary>
    public LinkedList<WaitingPull> Pulls { get; } = [];

    /// <summary>How many requests are queued or leased.</summary>
    public int Open { get; set; }

    public int Leased => Open - Queued.Count;

    /// <summary>What a worker's connection has to do with this function; made when it first asks.</summary>
    public WorkerShare ShareOf(WorkerSession session)
    {
        if (!_workers.TryGetValue(session, out var share))
        {
            _workers[session] = share = new WorkerShare();
            session.Functions.Add(this);
        }

        return share;
    }

    /// <summary>A worker asked for it, or stopped waiting for it or working on it.</summary>
    public WorkerShare Saw(WorkerSession session, TimeSpan now)
    {
        var share = ShareOf(session);
        share.LastSeen = now;
        _lastAsked = now;
        return share;
    }

    public void Remove(WorkerSession session) => _workers.Remove(session);

    public bool IsServed(TimeSpan now)
    {
        foreach (var (_, share) in _workers)
        {
            if (share.Serves(now))
            {
                return true;
            }
        }

        return false;
    }

    public int CountWorkers(TimeSpan now) => _workers.Values.Count(share => share.Serves(now));

    public bool IsKnown(TimeSpan now) => IsConfigured || IsServed(now) || now - _lastAsked <= Memory;

    /// <summary>Whether nothing is lost when it is forgotten.</summary>
    public bool IsForgettable(TimeSpan now) => Open == 0 && !IsKnown(now);

    /// <summary>Forgets connections that have not served it for a while.</summary>
    public void ForgetIdleWorkers(TimeSpan now)
    {
        foreach (var (session, share) in _workers)
        {
            if (!share.Serves(now))
            {
                _workers.Remove(session);
                session.Functions.Remove(this);
            }
        }
    }
}
