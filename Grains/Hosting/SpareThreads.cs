namespace OrleansDrpc;

/// <summary>
/// Keeps the thread pool from waiting. Functions' code may block as many threads as there are worker slots, and as many again that were
/// lent; what delivers messages, answers callers and tells time must then still get a thread at once, not when the pool has made up its
/// mind to add one. As long as no thread is missed there are no more than the pool's own: with many, small requests take a fifth longer,
/// because they stop each other. The price is that beside a big request small ones may wait for a thread while it computes a piece.
/// Process-wide, as the pool is; thread-safe.
/// </summary>
internal static class SpareThreads
{
    private const int Others = 4;
    private const int StillLooks = 3; // fewer may be the machine's pause
    private const int CalmLooks = 3000;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly Lock Changing = new();
    private static int _own;
    private static int _reserve;
    private static int _lost;
    private static bool _isMissed;
    private static Thread? _watch;

    /// <summary>Has two threads for each slot and a few more ready for when the pool's own are not enough.</summary>
    public static void Reserve(int slots)
    {
        lock (Changing)
        {
            _reserve = Math.Max(_reserve, (2 * slots) + Others);
            if (_watch is null)
            {
                ThreadPool.GetMinThreads(out _own, out _);
                _watch = new Thread(Watch) { IsBackground = true, Name = "drpc spare threads" };
                _watch.Start();
            }
        }
    }

    /// <summary>Makes up for threads that are lost to code which does not return, or with a number below zero, takes that back.</summary>
    public static void Add(int threads)
    {
        lock (Changing)
        {
            _lost += threads;
            Apply_NeedsLock();
        }
    }

    // On a thread of its own, because what it looks for is that the pool has none left.
    private static void Watch()
    {
        using var never = new ManualResetEvent(false);
        var done = 0L;
        var still = 0;
        var calm = CalmLooks;
        while (!never.WaitOne(Look))
        {
            var before = done;
            done = ThreadPool.CompletedWorkItemCount;
            still = done == before && ThreadPool.PendingWorkItemCount > 0 ? still + 1 : 0;
            calm = still >= StillLooks ? 0 : calm + 1;
            Miss(calm < CalmLooks);
        }
    }

    private static void Miss(bool isMissed)
    {
        lock (Changing)
        {
            if (_isMissed != isMissed)
            {
                _isMissed = isMissed;
                Apply_NeedsLock();
            }
        }
    }

    private static void Apply_NeedsLock()
    {
        ThreadPool.GetMinThreads(out _, out var ports);
        ThreadPool.SetMinThreads(Math.Max(_own, _isMissed ? _reserve : 0) + _lost, ports);
    }
}
