namespace OrleansDrpc;

/// <summary>
/// Ends attempts at their deadline: one timer for all of a silo, because making one for each would cost more than a small request. It
/// ticks only while there are attempts, and is late by no more than a tick. Thread-safe.
/// </summary>
internal sealed class DeadlineClock : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Func<IEnumerable<RunningRequest>> _running = static () => [];
    private Action<RunningRequest> _expire = static _ => { };
    private int _isTicking;

    public DeadlineClock(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static clock => ((DeadlineClock)clock!).ExpireDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="running">All attempts to watch over.</param>
    /// <param name="expire">Ends one whose deadline has passed; called again at each tick while it is there.</param>
    public void WatchOver(Func<IEnumerable<RunningRequest>> running, Action<RunningRequest> expire)
    {
        _running = running;
        _expire = expire;
    }

    /// <summary>Has to be called after each attempt that was added.</summary>
    public void Start()
    {
        if (Volatile.Read(ref _isTicking) == 0 && Interlocked.Exchange(ref _isTicking, 1) == 0)
        {
            _timer.Change(Tick, Tick);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void ExpireDue()
    {
        var any = false;
        foreach (var request in _running())
        {
            any = true;
            if (_time.GetElapsedTime(request.Started) >= request.Remaining)
            {
                _expire(request);
            }
        }

        if (!any)
        {
            Stop();
        }
    }

    private void Stop()
    {
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Interlocked.Exchange(ref _isTicking, 0);
        if (_running().Any())
        {
            // Added between the look and the stop.
            Start();
        }
    }
}
