namespace OrleansDrpc;

/// <summary>Lets one emit at a time into an emitter, at next to no cost where nobody else wants to. Thread-safe; a field, not to be copied.</summary>
internal struct EmitTurn
{
    private int _isTaken;
    private TaskCompletionSource? _ended;

    public bool TryTake() => Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0;

    public void End()
    {
        // A full fence: who waits has shown itself before it tried for the turn a last time.
        Interlocked.Exchange(ref _isTaken, 0);
        if (_ended is not null)
        {
            Interlocked.Exchange(ref _ended, null)?.TrySetResult();
        }
    }

    /// <summary>Tries once more; otherwise tells when to.</summary>
    /// <returns>Null where the turn is taken.</returns>
    public Task? TakeOrWait()
    {
        var ended = Volatile.Read(ref _ended) ?? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ended = Interlocked.CompareExchange(ref _ended, ended, null) ?? ended;
        return TryTake() ? null : ended.Task;
    }
}
