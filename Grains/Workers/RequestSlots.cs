namespace OrleansDrpc;

/// <summary>What <see cref="WorkerGate"/> knows of one request; used under its lock, but for <see cref="HasWaiters"/>, <see cref="Running"/> and <see cref="Stuck"/>.</summary>
internal sealed class RequestSlots
{
    private Queue<GateWaiter>? _waiters;
    private volatile bool _hasWaiters;
    private bool _wasHeld;
    private volatile int _stuck;
    private int _running;

    /// <summary>How many slots the request holds.</summary>
    public int Held { get; set; }

    /// <summary>How many of them others have meanwhile, because the code that holds them does not move.</summary>
    public int Lent { get; set; }

    /// <summary>How many pieces of its code have been begun here and not returned, with a slot or without.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>How many of those are counted as <see cref="FunctionSlots.Stuck"/>.</summary>
    public int Stuck
    {
        get => _stuck;
        set => _stuck = value;
    }

    /// <summary>Whether a slot was given or returned since the last look.</summary>
    public bool HasMoved { get; set; }

    /// <summary>For how many looks none was.</summary>
    public int StillLooks { get; set; }

    /// <summary>Whether the request stands in a queue of those that wait.</summary>
    public bool IsInTurn { get; set; }

    public bool HasWaiters => _hasWaiters;

    /// <summary>To be called every 20 ms, by one caller. Whether code of the request computes at this look and did at the one before.</summary>
    public bool IsLong()
    {
        var wasHeld = _wasHeld;
        _wasHeld = Held > 0;
        return _wasHeld && wasHeld;
    }

    public void BeginCode() => Interlocked.Increment(ref _running);

    public void EndCode() => Interlocked.Decrement(ref _running);

    public void Enqueue(GateWaiter waiter)
    {
        (_waiters ??= new()).Enqueue(waiter);
        _hasWaiters = true;
    }

    /// <summary>Lets the first waiter in that has not given up.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryAdmitNext()
    {
        var isAdmitted = false;
        while (!isAdmitted && _waiters!.TryDequeue(out var waiter))
        {
            isAdmitted = waiter.TrySetResult();
        }

        _hasWaiters = _waiters!.Count > 0;
        return isAdmitted;
    }
}

/// <summary>Somebody at the gate. Gives up when the attempt ends.</summary>
internal sealed class GateWaiter(RunningRequest request) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public async Task WaitAsync()
    {
        using var ended = request.Token.UnsafeRegister(static (state, token) => ((GateWaiter)state!).TrySetCanceled(token), this);
        await Task.ConfigureAwait(false);
    }
}
