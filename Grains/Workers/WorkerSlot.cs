namespace OrleansDrpc;

/// <summary>
/// The right of one run of a function's code to compute (<see cref="WorkerGate"/>). It is given up while the code waits: for its receivers,
/// or for something of its own, so that as many tasks can wait at once as the parallelism of their stages says. Thread-safe.
/// </summary>
internal sealed class WorkerSlot
{
    private readonly WorkerGate _gate;
    private readonly RunningRequest _request;
    private int _isHeld;

    /// <summary>A piece of code begins; <see cref="Close"/> has to be called when it has returned.</summary>
    public WorkerSlot(WorkerGate gate, RunningRequest request)
    {
        _gate = gate;
        _request = request;
        request.Slots.BeginCode();
    }

    /// <summary>Done when the code may compute.</summary>
    /// <param name="inTurn">Whether to come back in the grain's turn; otherwise on any thread, because the code may block its turn until then.</param>
    /// <exception cref="OperationCanceledException">The attempt ended first.</exception>
    public ValueTask EnterAsync(bool inTurn = true)
    {
        if (Volatile.Read(ref _isHeld) == 1)
        {
            return default;
        }

        var entering = _gate.EnterAsync(_request);
        if (!entering.IsCompletedSuccessfully)
        {
            return EnteredAsync(entering, inTurn);
        }

        Hold();
        return default;
    }

    public void Leave()
    {
        if (Interlocked.Exchange(ref _isHeld, 0) == 1)
        {
            _request.Work?.Pause();
            _gate.Exit(_request);
        }
    }

    /// <summary>The code has returned, or is left behind.</summary>
    public void Close()
    {
        Leave();
        _gate.EndCode(_request);
    }

    public bool IsHeld => Volatile.Read(ref _isHeld) == 1;

    /// <summary>Whether somebody waits who should compute before this goes on.</summary>
    public bool IsWanted => _gate.IsWanted(_request);

    /// <summary>Lets others who wait compute, and comes back in turn.</summary>
    /// <param name="inTurn">As for <see cref="EnterAsync"/>.</param>
    public ValueTask YieldAsync(bool inTurn = true)
    {
        if (_gate.IsWanted(_request))
        {
            Leave();
        }

        return EnterAsync(inTurn);
    }

    /// <summary>Waits for a call of the function's code.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isEmitting">Whether it is an emit that it waits for, which minds the slot itself.</param>
    public async ValueTask WaitAsync(Task call, bool isEmitting)
    {
        if (isEmitting)
        {
            await call.WaitAsync(_request.Token);
        }
        else
        {
            Leave();
            await WaitForOthersAsync(call);
        }

        await EnterAsync();
    }

    private async ValueTask WaitForOthersAsync(Task call)
    {
        _request.Work?.Wait();
        try
        {
            // Code that does not heed its token is left behind when the attempt ends.
            await call.WaitAsync(_request.Token);
        }
        finally
        {
            _request.Work?.Resume();
        }
    }

    private async ValueTask EnteredAsync(ValueTask entering, bool inTurn)
    {
        await entering.ConfigureAwait(inTurn);
        Hold();
    }

    private void Hold()
    {
        if (Interlocked.Exchange(ref _isHeld, 1) == 1)
        {
            // An emit that nobody awaits has come in too.
            _gate.Exit(_request);
            return;
        }

        _request.Work?.Begin();
    }
}
