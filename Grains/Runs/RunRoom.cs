namespace OrleansDrpc;

/// <summary>Places for the runs of one stage that one silo starts in an attempt; fewer while the silo's queues are full. Thread-safe.</summary>
/// <param name="queues">What may wait on the silo.</param>
/// <param name="least">How many there are while the queues are full; over zero.</param>
/// <param name="most">How many there are otherwise.</param>
internal sealed class RunRoom(QueueBudget queues, int least, int most)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private int _taken;

    private int Places => queues.IsFull ? least : most;

    /// <summary>Takes a place, when there is one.</summary>
    /// <exception cref="OperationCanceledException">It is not wanted any more.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (TakeOrWait() is not { } place)
        {
            return;
        }

        // By the place itself: one that is given up must not be handed out.
        await using var _ = cancellationToken.UnsafeRegister(static (place, token) => ((TaskCompletionSource)place!).TrySetCanceled(token), place);
        await place.Task;
    }

    /// <summary>Gives a place back, and lets those in for whom there is room.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _taken--;
            while (_waiting.Count > 0 && _taken < Places)
            {
                _taken += _waiting.Dequeue().TrySetResult() ? 1 : 0;
            }
        }
    }

    /// <returns>Null where it has taken one.</returns>
    private TaskCompletionSource? TakeOrWait()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0 && _taken < Places)
            {
                _taken++;
                return null;
            }

            var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place);
            return place;
        }
    }
}
