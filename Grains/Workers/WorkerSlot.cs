namespace OrleansDrpc;

/// <summary>
/// The right of one run of a function's code to compute (<see cref="WorkerGate"/>). It is given up while the code waits: for its receivers,
/// or for something of its own, so that as many tasks can wait at once as the parallelism of their stages says. Thread-safe.
/// </summary>
internal sealed class WorkerSlot(WorkerGate gate, RunningRequest request)
{
    private int _isHeld;

    /// <summary>Done when the code may compute.</summary>
    /// <exception cref="OperationCanceledException">The attempt ended first.</exception>
    public ValueTask EnterAsync()
    {
        if (Volatile.Read(ref _isHeld) == 1)
        {
            return default;
        }

        var entering = gate.EnterAsync(request);
        if (!entering.IsCompletedSuccessfully)
        {
            return EnteredAsync(entering);
        }

        Hold();
        return default;
    }

    public void Leave()
    {
        if (Interlocked.Exchange(ref _isHeld, 0) == 1)
        {
            request.Work?.Pause();
            gate.Exit(request);
        }
    }

    public bool IsHeld => Volatile.Read(ref _isHeld) == 1;

    /// <summary>Whether somebody waits who should compute before this goes on.</summary>
    public bool IsWanted => gate.IsWanted(request);

    /// <summary>Lets others who wait compute, and comes back in turn.</summary>
    public ValueTask YieldAsync()
    {
        if (!gate.IsWanted(request))
        {
            return EnterAsync();
        }

        Leave();
        return EnterAsync();
    }

    /// <summary>Waits for a call of the function's code.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isEmitting">Whether it is an emit that it waits for, which minds the slot itself.</param>
    public async ValueTask WaitAsync(Task call, bool isEmitting)
    {
        if (isEmitting)
        {
            await call.WaitAsync(request.Token);
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
        request.Work?.Wait();
        try
        {
            // Code that does not heed its token is left behind when the attempt ends.
            await call.WaitAsync(request.Token);
        }
        finally
        {
            request.Work?.Resume();
        }
    }

    private async ValueTask EnteredAsync(ValueTask entering)
    {
        await entering;
        Hold();
    }

    private void Hold()
    {
        if (Interlocked.Exchange(ref _isHeld, 1) == 1)
        {
            // An emit that nobody awaits has come in too.
            gate.Exit(request);
            return;
        }

        request.Work?.Begin();
    }
}
