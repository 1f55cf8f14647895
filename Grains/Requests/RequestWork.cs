namespace OrleansDrpc;

/// <summary>
/// What one request computes on its home, through all of its attempts: it counts as active from its start to its end but while code of its
/// own waits for something else. Thread-safe.
/// </summary>
internal sealed class RequestWork
{
    private readonly Lock _lock = new();
    private readonly FunctionWork _function;
    private readonly TimeProvider _time;
    private long _last;
    private TimeSpan _computed;
    private int _computing;
    private int _waiting;
    private bool _isDone;
    private bool _hasEnded;

    public RequestWork(FunctionWork function, TimeProvider time)
    {
        _function = function;
        _time = time;
        function.Enter();
    }

    /// <summary>One more piece of its code computes.</summary>
    public void Begin() => Change(1);

    /// <summary>One piece less.</summary>
    public void Pause() => Change(-1);

    /// <summary>Code of its own begins to wait for something that is not the service's.</summary>
    public void Wait()
    {
        lock (_lock)
        {
            if (++_waiting == 1 && !_hasEnded)
            {
                _function.Leave();
            }
        }
    }

    public void Resume()
    {
        lock (_lock)
        {
            if (--_waiting == 0 && !_hasEnded)
            {
                _function.Enter();
            }
        }
    }

    /// <summary>Tells of what has not ended, where nothing better is known.</summary>
    public void Look()
    {
        if (!_function.IsKnown)
        {
            lock (_lock)
            {
                AddUp_NeedsLock();
                _function.Guess(_computed);
            }
        }
    }

    /// <summary>Its work is done: there is an answer, or its code has failed. Otherwise it ends before, because nobody waits for it any more.</summary>
    public void Done()
    {
        lock (_lock)
        {
            _isDone = true;
        }
    }

    public void End()
    {
        lock (_lock)
        {
            AddUp_NeedsLock();
            _hasEnded = true;
            if (_waiting == 0)
            {
                _function.Leave();
            }

            if (_isDone)
            {
                _function.Learn(_computed);
            }
            else
            {
                _function.LearnAtLeast(_computed);
            }
        }
    }

    private void Change(int by)
    {
        lock (_lock)
        {
            AddUp_NeedsLock();
            _computing += by;
        }
    }

    private void AddUp_NeedsLock()
    {
        var now = _time.GetTimestamp();
        if (_computing > 0)
        {
            _computed += _computing * _time.GetElapsedTime(_last, now);
        }

        _last = now;
    }
}
