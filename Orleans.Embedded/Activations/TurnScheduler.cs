namespace OrleansDrpc.Embedded;

/// <summary>
/// Runs work items one at a time on the thread pool. Every item runs inside a task of this scheduler, so each await in it captures the
/// scheduler and its continuation comes back as another item: single-threaded without a synchronization context.
/// </summary>
internal abstract class TurnScheduler : TaskScheduler, IThreadPoolWorkItem
{
    // After so many items the thread goes back to the pool, so that a busy activation does not starve the others.
    private const int ItemsPerRun = 32;

    private object? _first;
    private Queue<object>? _rest;
    private Task? _run;
    private bool _scheduled;
    private volatile bool _refusesCalls;
    private volatile bool _killed;

    internal bool IsKilled => _killed;

    internal bool HasEnded => _refusesCalls || _killed;

    public override int MaximumConcurrencyLevel => 1;

    // The scheduler is its own lock: activations are many and short-lived, and a lock object for each would be one more allocation.
    protected bool TryPost(object item, bool isCall)
    {
        lock (this)
        {
            if (_killed || (isCall && _refusesCalls))
            {
                return false;
            }

            if (_first is null)
            {
                _first = item;
            }
            else
            {
                (_rest ??= new Queue<object>()).Enqueue(item);
            }

            if (_scheduled)
            {
                return true;
            }

            _scheduled = true;
        }

        // The global queue is first in, first out; a thread's own queue would let a busy pair of grains starve older work.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    /// <summary>From now on calls are refused; returns those that were queued. Continuations of earlier turns still run.</summary>
    protected GrainCall[] RefuseCalls()
    {
        lock (this)
        {
            _refusesCalls = true;
            if (_first is null)
            {
                return [];
            }

            object[] items = [_first, .. _rest ?? []];
            _rest = new Queue<object>(items.Where(item => item is not GrainCall));
            _rest.TryDequeue(out _first);
            return [.. items.OfType<GrainCall>()];
        }
    }

    /// <summary>No further turn runs, whatever is queued.</summary>
    internal void Kill()
    {
        lock (this)
        {
            _killed = true;
            _first = null;
            _rest = null;
        }
    }

    /// <summary>Runs one item; must not throw.</summary>
    protected abstract void RunItem(object item);

    /// <summary>Starts work that waited for earlier items to end; true where there was some.</summary>
    protected abstract bool RunWaiting();

    void IThreadPoolWorkItem.Execute()
    {
        _run = new Task(static scheduler => ((TurnScheduler)scheduler!).RunItems(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach);
        _run.Start(this);
    }

    protected override void QueueTask(Task task)
    {
        if (ReferenceEquals(task, _run))
        {
            _run = null;
            TryExecuteTask(task);
        }
        else
        {
            TryPost(task, isCall: false);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && !_killed && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void RunItems()
    {
        for (var count = 0; count < ItemsPerRun; count++)
        {
            if (!_killed && RunWaiting())
            {
                continue;
            }

            object? item;
            lock (this)
            {
                item = Dequeue();
                if (item is null)
                {
                    _scheduled = false;
                    return;
                }
            }

            if (item is Task task)
            {
                TryExecuteTask(task);
            }
            else
            {
                RunItem(item);
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private object? Dequeue()
    {
        var item = _first;
        _first = null;
        _rest?.TryDequeue(out _first);
        return item;
    }
}
