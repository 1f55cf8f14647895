using System.Collections.Concurrent;

namespace OrleansDrpc;

/// <summary>Lets one emit at a time into an emitter, at next to no cost where nobody else wants to. Thread-safe; a field, not to be copied.</summary>
internal struct EmitTurn
{
    private int _isTaken;
    private ConcurrentQueue<TaskCompletionSource>? _waiting;

    public bool TryTake() => Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0;

    /// <summary>Lets the first one in that waits, and no others: there may be thousands.</summary>
    public void End()
    {
        // A full fence: who waits has shown itself before it tried for the turn a last time.
        Interlocked.Exchange(ref _isTaken, 0);
        if (Volatile.Read(ref _waiting) is { } waiting)
        {
            while (waiting.TryDequeue(out var next) && !next.TrySetResult())
            {
                // It has taken the turn without waiting.
            }
        }
    }

    /// <summary>Tries once more; otherwise tells when to.</summary>
    /// <returns>Null where the turn is taken.</returns>
    public Task? TakeOrWait()
    {
        var waiting = Volatile.Read(ref _waiting) ?? new();
        waiting = Interlocked.CompareExchange(ref _waiting, waiting, null) ?? waiting;
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue(turn);
        if (!TryTake())
        {
            return turn.Task;
        }

        // Whoever has called it meanwhile will be followed by the end of this turn.
        turn.TrySetResult();
        return null;
    }
}
