namespace OrleansDrpc.ClientApi;

/// <summary>
/// The runs of one function and priority that wait for a place, in the order in which they came; those that wait for another attempt go before those
/// that wait for their first. Not thread-safe: the places' lock guards it.
/// </summary>
internal sealed class RunQueue
{
    private readonly Queue<TaskCompletionSource> _again = new();
    private readonly Queue<DurableRun> _first = new();

    public RunQueue(FunctionRuns function, RequestPriority priority)
    {
        (Function, Priority) = (function, priority);
        Turn = new LinkedListNode<RunQueue>(this);
    }

    public FunctionRuns Function { get; }

    public RequestPriority Priority { get; }

    /// <summary>Its place in <see cref="RunTurns"/>.</summary>
    public LinkedListNode<RunQueue> Turn { get; }

    public int Count => _again.Count + _first.Count;

    public void Enqueue(DurableRun run) => _first.Enqueue(run);

    /// <param name="attempt">To be completed with its place.</param>
    public void Enqueue(TaskCompletionSource attempt) => _again.Enqueue(attempt);

    /// <summary>Takes the first one out.</summary>
    /// <param name="first">A run that has its first place; null: another attempt has got one, or nobody.</param>
    /// <returns>False: it has ended meanwhile.</returns>
    public bool TryAdmit(out DurableRun? first)
    {
        first = null;
        if (_again.TryDequeue(out var attempt))
        {
            return attempt.TrySetResult();
        }

        return _first.TryDequeue(out first) && !first.IsStarted;
    }

    public void DiscardEnded()
    {
        Keep(_again, attempt => !attempt.Task.IsCompleted);
        Keep(_first, run => !run.IsStarted);
    }

    private static void Keep<T>(Queue<T> queue, Func<T, bool> isWanted)
    {
        for (var left = queue.Count; left > 0; left--)
        {
            var item = queue.Dequeue();
            if (isWanted(item))
            {
                queue.Enqueue(item);
            }
        }
    }
}
