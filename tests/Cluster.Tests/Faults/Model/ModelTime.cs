using System.Collections.Concurrent;

namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>
/// The clock of a model's cluster: real time that can be moved on while nothing runs, and that knows which timers are still to fire.
/// Thread-safe.
/// </summary>
internal sealed class ModelTime : TimeProvider
{
    private readonly ConcurrentDictionary<CountedTimer, bool> _armed = new();
    private long _offset;

    /// <summary>Which they are, by the methods that they call.</summary>
    public IEnumerable<string> ArmedCallbacks => _armed.Keys.Select(timer => timer.Callback).Order();

    public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _offset);

    public void MoveOn(TimeSpan time) => Interlocked.Add(ref _offset, (long)(time.TotalSeconds * TimestampFrequency));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this, callback, state);
        timer.Start(dueTime, period);
        return timer;
    }

    private sealed class CountedTimer : ITimer
    {
        private readonly ModelTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _timer;
        private bool _isPeriodic;
        private bool _isDisposed;

        public CountedTimer(ModelTime time, TimerCallback callback, object? state)
        {
            _time = time;
            _callback = callback;
            _state = state;
            _timer = System.CreateTimer(static timer => ((CountedTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public string Callback => $"{_callback.Method.DeclaringType?.FullName}.{_callback.Method.Name}({_state?.GetType().Name})";

        public void Start(TimeSpan dueTime, TimeSpan period) => Change(dueTime, period);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_timer)
            {
                _isPeriodic = period != Timeout.InfiniteTimeSpan && period > TimeSpan.Zero;
                Count(!_isDisposed && dueTime != Timeout.InfiniteTimeSpan);
                return _timer.Change(dueTime, period);
            }
        }

        public void Dispose()
        {
            lock (_timer)
            {
                _isDisposed = true;
                Count(false);
                _timer.Dispose();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Fire()
        {
            lock (_timer)
            {
                Count(_isPeriodic && !_isDisposed);
            }

            _callback(_state);
        }

        private void Count(bool isArmed)
        {
            if (isArmed)
            {
                _time._armed[this] = true;
            }
            else
            {
                _time._armed.TryRemove(this, out _);
            }
        }
    }
}
