using System.Diagnostics.CodeAnalysis;

namespace OrleansDrpc.Thrift;

/// <summary>
/// The connections to a server that have no call. The one that came last is taken first, so that those that nobody needs grow old and are
/// closed. Thread-safe.
/// </summary>
internal sealed class IdleConnections : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(ThriftConnection Connection, long Since)> _byAge = [];
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _timerRuns;
    private bool _disposed;

    public IdleConnections(TimeSpan limit, TimeProvider time)
    {
        _limit = limit;
        _time = time;
        _timer = time.CreateTimer(_ => CloseOld(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes a connection that is of use; those that the server has closed are left out.</summary>
    public bool TryTake([MaybeNullWhen(false)] out ThriftConnection connection)
    {
        while (TryTakeYoungest(out connection))
        {
            if (connection.IsQuiet)
            {
                return true;
            }

            connection.Dispose();
        }

        return false;
    }

    /// <summary>Keeps a connection for the next call; after disposal closes it.</summary>
    public void Add(ThriftConnection connection)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _byAge.Add((connection, _time.GetTimestamp()));
                StartTimer();
                return;
            }
        }

        connection.Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        _timer.Dispose();
        while (TryTakeYoungest(out var connection))
        {
            connection.Dispose();
        }
    }

    private bool TryTakeYoungest([MaybeNullWhen(false)] out ThriftConnection connection)
    {
        lock (_lock)
        {
            connection = _byAge.Count > 0 ? _byAge[^1].Connection : null;
            if (connection is not null)
            {
                _byAge.RemoveAt(_byAge.Count - 1);
            }

            return connection is not null;
        }
    }

    private void CloseOld()
    {
        List<(ThriftConnection Connection, long Since)> old;
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            old = [.. _byAge.TakeWhile(one => _time.GetElapsedTime(one.Since, now) >= _limit)];
            _byAge.RemoveRange(0, old.Count);
            _timerRuns = false;
            StartTimer();
        }

        old.ForEach(one => one.Connection.Dispose());
    }

    // It runs for the oldest connection, and not at all without one, so that a client that nobody uses any more can be collected.
    private void StartTimer()
    {
        if (_timerRuns || _disposed || _byAge.Count == 0)
        {
            return;
        }

        // Timers count whole milliseconds; one that is early would find nothing old.
        var left = _limit - _time.GetElapsedTime(_byAge[0].Since) + TimeSpan.FromMilliseconds(1);
        _timerRuns = true;
        _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
