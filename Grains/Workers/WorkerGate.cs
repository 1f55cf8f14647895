using Microsoft.Extensions.Options;

namespace OrleansDrpc;

/// <summary>
/// Lets no more than so many pieces of functions' code compute on this silo at once, and the requests that want to in turn. Whoever waits
/// for something else leaves the gate meanwhile, so that nobody holds a slot which the one he waits for needs. Thread-safe.
/// </summary>
internal sealed class WorkerGate
{
    private readonly Lock _lock = new();
    private readonly FairQueue<RunningRequest, Waiter> _waiting = new();
    private readonly int _slots;
    private int _free;
    private volatile int _waitingCount;

    public WorkerGate(int slots)
    {
        _slots = slots;
        _free = slots;
    }

    public WorkerGate(IOptions<DrpcOptions> options)
        : this(options.Value.WorkersPerSilo == 0 ? Environment.ProcessorCount : options.Value.WorkersPerSilo)
    {
    }

    /// <summary>Whether somebody waits, so that who holds a slot for long should give it up between two pieces of work.</summary>
    public bool HasWaiters => _waitingCount > 0;

    /// <summary>Whether so many wait that work is better done elsewhere.</summary>
    public bool IsCrowded => _waitingCount >= _slots;

    /// <summary>Whether all slots are free.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _free == _slots;
            }
        }
    }

    /// <summary>Done when the request holds one more slot.</summary>
    /// <exception cref="OperationCanceledException">The request ended first.</exception>
    public ValueTask EnterAsync(RunningRequest request)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                request.SlotsHeld++;
                return default;
            }

            waiter = new Waiter(request);
            _waiting.Enqueue(request, waiter);
            _waitingCount = _waiting.Count;
        }

        return new ValueTask(waiter.WaitAsync());
    }

    /// <summary>Gives one slot of the request to who is next. Without effect where its slots have been reclaimed.</summary>
    public void Exit(RunningRequest request)
    {
        lock (_lock)
        {
            if (request.SlotsHeld > 0)
            {
                request.SlotsHeld--;
                Free_NeedsLock();
            }
        }
    }

    public bool Holds(RunningRequest request)
    {
        lock (_lock)
        {
            return request.SlotsHeld > 0;
        }
    }

    /// <summary>Takes all slots of a request away whose code does not return.</summary>
    /// <returns>How many it held.</returns>
    public int Reclaim(RunningRequest request)
    {
        lock (_lock)
        {
            var held = request.SlotsHeld;
            request.SlotsHeld = 0;
            for (var i = 0; i < held; i++)
            {
                Free_NeedsLock();
            }

            return held;
        }
    }

    private void Free_NeedsLock()
    {
        while (_waiting.TryDequeue(out var next))
        {
            _waitingCount = _waiting.Count;
            next.Request.SlotsHeld++;
            if (next.TrySetResult())
            {
                return;
            }

            next.Request.SlotsHeld--;
        }

        _free++;
    }

    private sealed class Waiter(RunningRequest request) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RunningRequest Request { get; } = request;

        public async Task WaitAsync()
        {
            using var ended = Request.Token.UnsafeRegister(
                static (state, token) => ((Waiter)state!).TrySetCanceled(token), this);
            await Task;
        }
    }
}
