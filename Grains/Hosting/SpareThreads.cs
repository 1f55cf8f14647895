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
    private static readonly List<Reservation> Reservations = [];
    private static int _own = -1;
    private static int _set = -1;
    private static int _lost;
    private static bool _areReady;
    private static int _areNeeded;
    private static Thread? _watch;

    /// <summary>Has two threads for each slot and a few more ready for when the pool's own are not enough.</summary>
    /// <param name="slots">The worker slots of a silo.</param>
    /// <param name="always">Whether they never are.</param>
    /// <returns>Ends that.</returns>
    public static IDisposable Reserve(int slots, bool always)
    {
        var reservation = new Reservation((2 * slots) + Others, always);
        lock (Changing)
        {
            Reservations.Add(reservation);
            if (_watch is null)
            {
                _watch = new Thread(Watch) { IsBackground = true, Name = "drpc spare threads" };
                _watch.Start();
            }

            Apply_NeedsLock();
        }

        return reservation;
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
        do
        {
            never.WaitOne(Look);
        }
        while (TryHaveReady(need.Look(ThreadPool.CompletedWorkItemCount, ThreadPool.PendingWorkItemCount, Interlocked.Exchange(ref _areNeeded, 0) == 1)));
    }

    /// <returns>False: nobody needs any, until the next reservation.</returns>
    private static bool TryHaveReady(bool areReady)
    {
        lock (Changing)
        {
            if (Reservations.Count == 0)
            {
                (_watch, areReady) = (null, false);
            }

            if (_areReady != areReady)
            {
                _areReady = areReady;
                Apply_NeedsLock();
            }

            return _watch is not null;
        }
    }

    private static void Apply_NeedsLock()
    {
        ThreadPool.GetMinThreads(out var now, out var ports);
        if (now != _set)
        {
            // The pool's own, or what the process has set meanwhile.
            _own = now;
        }

        var reserve = Reservations.Where(reservation => _areReady || reservation.IsReadyAlways).Select(reservation => reservation.Threads).DefaultIfEmpty().Max();
        _set = Math.Max(_own, reserve) + _lost;
        ThreadPool.SetMinThreads(_set, ports);
    }

    private sealed class Reservation(int threads, bool isReadyAlways) : IDisposable
    {
        public int Threads => threads;

        public bool IsReadyAlways => isReadyAlways;

        public void Dispose()
        {
            lock (Changing)
            {
                if (Reservations.Remove(this))
                {
                    Apply_NeedsLock();
                }
            }
        }
    }
}
