using Microsoft.Extensions.Options;

namespace OrleansDrpc;

/// <summary>
/// Lets no more than so many pieces of functions' code compute on this silo at once, no more than so many of them for one request, and
/// serves the requests that wait in turn, one slot each (what KeyedFairBolt is in Storm), interactive ones first: a big request cannot keep
/// small ones from slots. A quarter of the slots is always left to other functions, so that one whose code blocks cannot hold up its neighbours.
/// Whoever waits for something else leaves the gate meanwhile, so that nobody holds a slot which the one he waits for needs. The slots of
/// code that does not do so but blocks its threads, or computes on and on, are lent to those who wait, as many again as there are.
/// Thread-safe.
/// </summary>
internal sealed class WorkerGate
{
    private const int LooksBeforeLending = 5;
    private readonly Lock _lock = new();
    private readonly RequestTurns<RunningRequest> _turns = new();
    private readonly int _slots;
    private readonly int _slotsOfRequest;
    private readonly int _slotsOfFunction;
    private int _free;
    private int _lent;
    private volatile bool _isCrowded;

    public WorkerGate(int slots, int slotsOfRequest)
    {
        _slots = slots;
        _slotsOfRequest = slotsOfRequest;
        _slotsOfFunction = FunctionShare.Of(slots);
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
                return _free == _slots && _lent == 0;
            }
        }
    }

    /// <summary>Whether somebody waits for a slot of this request, who should be given it between two pieces of work.</summary>
    public bool IsWanted(RunningRequest request) => _isCrowded || request.Slots.HasWaiters || request.Function.Slots.HasParked;

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

            if (_free > 0 && request.Slots.Held < _slotsOfRequest && HasRoom_NeedsLock(request.Function))
            {
                Give_NeedsLock(request);
                return default;
            }

            waiter = new GateWaiter(request);
            request.Slots.Enqueue(waiter);
            TakeTurn_NeedsLock(request);
            Serve_NeedsLock();
        }

        return new ValueTask(waiter.WaitAsync());
    }

    /// <summary>Gives one slot of the request to who is next, where its slots have not been reclaimed.</summary>
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

    /// <summary>A piece of the request's code has returned.</summary>
    public void EndCode(RunningRequest request)
    {
        request.Slots.EndCode();
        if (request.Slots.Stuck > 0)
        {
            lock (_lock)
            {
                Return_NeedsLock(request);
            }
        }
    }

    /// <summary>Takes all slots of a request away, whose code may not return.</summary>
    public void Reclaim(RunningRequest request)
    {
        lock (_lock)
        {
            Reclaim_NeedsLock(request);
        }
    }

    /// <summary>
    /// Takes all slots of a request away, and counts its code that has not returned as stuck until it does: also code without a slot, which has a
    /// thread all the same.
    /// </summary>
    /// <returns>How many pieces of code that are.</returns>
    public int GiveUp(RunningRequest request)
    {
        lock (_lock)
        {
            var slots = request.Slots;
            var more = slots.Running - slots.Stuck;
            slots.Stuck += more;
            request.Function.Slots.Stuck += more;
            SpareThreads.Add(more);
            Reclaim_NeedsLock(request);

            // Some may have returned between the count and its being told.
            Interlocked.MemoryBarrier();
            Return_NeedsLock(request);
            return slots.Stuck;
        }
    }

    /// <summary>To be called for each request every 20 ms. Lends its slots where they have not moved for several looks while others waited.</summary>
    public void Look(RunningRequest request)
    {
        if (!_isCrowded && !request.Function.Slots.HasParked)
        {
            return;
        }

        lock (_lock)
        {
            var slots = request.Slots;
            slots.StillLooks = slots.HasMoved ? 0 : slots.StillLooks + 1;
            slots.HasMoved = false;
            var lent = Math.Min(slots.Held - slots.Lent, _slots - _lent);
            if (slots.StillLooks >= LooksBeforeLending && lent > 0)
            {
                slots.Lent += lent;
                _lent += lent;
                _free += lent;
                MakeRoom_NeedsLock(request.Function, lent);
                Serve_NeedsLock();
            }
        }
    }

    private void Give_NeedsLock(RunningRequest request)
    {
        _free--;
        request.Slots.Held++;
        request.Slots.HasMoved = true;
        request.Function.Slots.Held++;
    }

    private void Free_NeedsLock(RunningRequest request, int slots)
    {
        // What was lent is with others already.
        var back = Math.Min(request.Slots.Lent, slots);
        request.Slots.Lent -= back;
        _lent -= back;
        request.Slots.Held -= slots;
        request.Slots.HasMoved = true;
        _free += slots - back;
        MakeRoom_NeedsLock(request.Function, slots - back);
        TakeTurn_NeedsLock(request);
        Serve_NeedsLock();
    }

    private void Reclaim_NeedsLock(RunningRequest request) => Free_NeedsLock(request, request.Slots.Held);

    // Code that was counted as stuck is done at last.
    private void Return_NeedsLock(RunningRequest request)
    {
        var slots = request.Slots;
        while (slots.Stuck > slots.Running)
        {
            slots.Stuck--;
            request.Function.Slots.Stuck--;
            SpareThreads.Add(-1);
            Unpark_NeedsLock(request.Function);
            Serve_NeedsLock();
        }
    }

    // What is stuck takes threads and processors as what holds a slot does.
    private bool HasRoom_NeedsLock(RegisteredFunction function) =>
        function.Slots.Held < Math.Max(1, _slotsOfFunction - function.Slots.Stuck);

    private void MakeRoom_NeedsLock(RegisteredFunction function, int slots)
    {
        function.Slots.Held -= slots;
        for (var i = 0; i < slots; i++)
        {
            Unpark_NeedsLock(function);
        }
    }

    // While requests of a function are parked, as many of them are in turn as it has room for.
    private void Unpark_NeedsLock(RegisteredFunction function)
    {
        var isInTurn = false;
        while (!isInTurn && function.Slots.Unpark() is { } request)
        {
            request.Slots.IsInTurn = false;
            TakeTurn_NeedsLock(request);
            isInTurn = request.Slots.IsInTurn;
        }
    }

    private void Serve_NeedsLock()
    {
        while (_free > 0 && _turns.TryDequeue(out var next))
        {
            if (!HasRoom_NeedsLock(next.Function))
            {
                next.Function.Slots.Park(next);
                continue;
            }

            next.Slots.IsInTurn = false;
            if (!next.HasEnded && next.Slots.TryAdmitNext())
            {
                Give_NeedsLock(next);
            }
            else
            {
                Unpark_NeedsLock(next.Function);
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
            _turns.Enqueue(request, request.Priority);
            _isCrowded = true;
        }
    }
}
