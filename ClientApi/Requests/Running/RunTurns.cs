namespace OrleansDrpc.ClientApi;

/// <summary>The queues of runs that wait for a place, in turn: interactive ones first, one turn in eight for batch ones. Not thread-safe: the places' lock guards it.</summary>
internal sealed class RunTurns
{
    private readonly LinkedList<RunQueue> _interactive = new();
    private readonly LinkedList<RunQueue> _batch = new();
    private PriorityTurn _turn;

    /// <summary>A queue has something that waits.</summary>
    public void Add(RunQueue queue)
    {
        if (queue.Turn.List is null)
        {
            Of(queue.Priority).AddLast(queue.Turn);
        }
    }

    /// <summary>The queue whose turn it is; null: none that may have a place.</summary>
    /// <param name="mayHavePlace">Whether a function has room. All but one of those that wait have, while any place is free.</param>
    public RunQueue? Next(Func<FunctionRuns, bool> mayHavePlace)
    {
        var interactive = First(_interactive, mayHavePlace);
        var batch = First(_batch, mayHavePlace);
        return _turn.Next(interactive is null ? 0 : 1, batch is null ? 0 : 1) == RequestPriority.Batch ? batch : interactive;
    }

    /// <summary>A queue has had its turn: one that waited there has a place now.</summary>
    public void Took(RunQueue queue)
    {
        _turn.Took(queue.Priority);
        Of(queue.Priority).Remove(queue.Turn);
        if (queue.Count > 0)
        {
            Add(queue);
        }
    }

    /// <summary>What has ended was taken out of a queue. It keeps its turn, if anything is left.</summary>
    public void Discarded(RunQueue queue)
    {
        if (queue.Count == 0 && queue.Turn.List is not null)
        {
            Of(queue.Priority).Remove(queue.Turn);
        }
    }

    private static RunQueue? First(LinkedList<RunQueue> queues, Func<FunctionRuns, bool> mayHavePlace)
    {
        for (var node = queues.First; node is not null; node = node.Next)
        {
            if (mayHavePlace(node.Value.Function))
            {
                return node.Value;
            }
        }

        return null;
    }

    private LinkedList<RunQueue> Of(RequestPriority priority) => priority == RequestPriority.Batch ? _batch : _interactive;
}
