using Microsoft.Extensions.Options;

namespace OrleansDrpc;

/// <summary>
/// Lets no more than so many pieces of functions' code compute on this silo at once, no more than so many of them for one request, and
/// serves the requests that wait in turn, one slot each (what KeyedFairBolt is in Storm), interactive ones first: a big request cannot hold
/// up small ones.
/// Whoever waits for something else leaves the gate meanwhile, so that nobody holds a slot which the one he waits for needs. Thread-safe.
/// </summary>
internal sealed class WorkerGate
{
    private readonly Lock _lock = new();
    private readonly RequestTurns _turns = new();
    private readonly int _slots;
    private readonly int _slotsOfRequest;
    private int _free;
    private volatile bool _isCrowded;

    public WorkerGate(int slots, int slotsOfRequest)
    {
        _slots = slots;
        _slotsOfRequest = slotsOfRequest;
        _free = slots;
    }

    public WorkerGate(IOptions<DrpcOptions> options)
        : this(options.Value.EffectiveWorkersPerSilo, options.Value.EffectiveWorkersPerRequest)
    {
    }

    /// <summary>Whether requests wait that hold less than they may, so that work is better done elsewhere.</summary>
    public bool IsCrowded => _isCrowded;

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

    /// <summary>Whether somebody waits for a slot of this request, who should be given it between two pieces of work.</summary>
    public bool IsWanted(RunningRequest request) => _isCrowded || request.Slots.HasWaiters;

    /// <summary>Done when the request holds one more slot.</summary>
    /// <exception cref="OperationCanceledException">The attempt ended first.</exception>
    public ValueTask EnterAsync(RunningRequest request)
    {
        GateWaiter waiter;
        lock (_lock)
        {
            // What it would hold from now on nobody would take back.
            if (request.HasEnded)
            {
                return ValueTask.FromException(new OperationCanceledException(request.Token));
            }

            if (_free > 0 && request.Slots.Held < _slotsOfRequest)
            {
                _free--;
                request.Slots.Held++;
                return default;
            }

            waiter = new GateWaiter(request);
            request.Slots.Enqueue(waiter);
            TakeTurn_NeedsLock(request);
        }

        return new ValueTask(waiter.WaitAsync());
    }

    /// <summary>Gives one slot of the request to who is next. Without effect where its slots have been reclaimed.</summary>
    public void Exit(RunningRequest request)
    {
        lock (_lock)
        {
            if (request.Slots.Held > 0)
            {
                Free_NeedsLock(request, 1);
            }
        }
    }

    public bool Holds(RunningRequest request)
    {
        lock (_lock)
        {
            return request.Slots.Held > 0;
        }
    }

    /// <summary>Takes all slots of a request away whose code does not return.</summary>
    /// <returns>How many it held.</returns>
    public int Reclaim(RunningRequest request)
    {
        lock (_lock)
        {
            var held = request.Slots.Held;
            Free_NeedsLock(request, held);
            return held;
        }
    }

    private void Free_NeedsLock(RunningRequest request, int slots)
    {
        request.Slots.Held -= slots;
        _free += slots;
        TakeTurn_NeedsLock(request);
        while (_free > 0 && _turns.TryDequeue(out var next))
        {
            next.Slots.IsInTurn = false;
            if (!next.HasEnded && next.Slots.TryAdmitNext())
            {
                _free--;
                next.Slots.Held++;
            }

            TakeTurn_NeedsLock(next);
        }

        _isCrowded = _turns.Count > 0;
    }

    private void TakeTurn_NeedsLock(RunningRequest request)
    {
        var slots = request.Slots;
        if (!request.HasEnded && slots.HasWaiters && slots.Held < _slotsOfRequest && !slots.IsInTurn)
        {
            slots.IsInTurn = true;
            _turns.Enqueue(request);
            _isCrowded = true;
        }
    }
}
