namespace OrleansDrpc;

/// <summary>
/// Keeps the thread pool from waiting. Functions' code may block as many threads as there are worker slots, and as many again that were
/// lent; what delivers messages, answers callers and tells time must then still get a thread at once, not when the pool has made up its
/// mind to add one. The same where requests compute for long: what is small must not wait for their pieces to end, but share the
/// processors with them, which the operating system does for threads. And where requests come over a network, whose system calls hold
/// threads up. As long as all requests are quick and come from within there are no more than the pool's own: with many, small requests
/// take a fifth longer, because they stop each other. Process-wide, as the pool is; thread-safe.
/// </summary>
internal static class SpareThreads
{
    private const int Others = 4;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly Lock Changing = new();
    private static readonly int Own = LeastThreads();
    private static int _reserve;
    private static int _lost;
    private static bool _areReady;
    private static bool _areReadyAlways;
    private static int _areNeeded;
    private static Thread? _watch;

    /// <summary>Has two threads for each slot and a few more ready for when the pool's own are not enough.</summary>
    /// <param name="slots">The worker slots of a silo.</param>
    /// <param name="always">Whether they never are.</param>
    public static void Reserve(int slots, bool always)
    {
        lock (Changing)
        {
            _reserve = Math.Max(_reserve, (2 * slots) + Others);
            _areReadyAlways |= always;
            if (_watch is null)
            {
                _watch = new Thread(Watch) { IsBackground = true, Name = "drpc spare threads" };
                _watch.Start();
            }

            Apply_NeedsLock();
        }
    }

    /// <summary>Has them ready from the next look on, because requests compute for long. To be called every 20 ms or so while they do.</summary>
    public static void Need() => Volatile.Write(ref _areNeeded, 1);

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
        var need = new ThreadNeed();
        while (!never.WaitOne(Look))
        {
            HaveReady(need.Look(ThreadPool.CompletedWorkItemCount, ThreadPool.PendingWorkItemCount, Interlocked.Exchange(ref _areNeeded, 0) == 1));
        }
    }

    private static void HaveReady(bool areReady)
    {
        lock (Changing)
        {
            if (_areReady != areReady)
            {
                _areReady = areReady;
                Apply_NeedsLock();
            }
        }
    }

    private static void Apply_NeedsLock()
    {
        ThreadPool.GetMinThreads(out _, out var ports);
        ThreadPool.SetMinThreads(Math.Max(Own, _areReady || _areReadyAlways ? _reserve : 0) + _lost, ports);
    }

    private static int LeastThreads()
    {
        ThreadPool.GetMinThreads(out var threads, out _);
        return threads;
    }
}
