namespace OrleansDrpc;

/// <summary>
/// How much may wait for tasks on a silo, of one function or of all: about what waited when the queues were last looked at, and what has
/// been added since. What has been taken since is not subtracted, so that the figure is never too low, and nothing that ends with its queues
/// full has to be accounted for. Thread-safe.
/// </summary>
/// <param name="most">Bytes.</param>
/// <param name="all">That of all functions, where this one is a function's.</param>
/// <remarks>
/// While it is full, senders wait: a stage's inbox has room for one batch, a sending task has one batch under way, and a silo starts as many
/// runs of a stage as the stage has tasks. Why nobody waits for ever: a sender waits only for a receiver that has something of the very
/// same request to work on, never for the figure. Aggregators take whatever comes, and tasks of the last working stage send to none but
/// them, or to nobody; so they get on with their work and take what waits for them, and then those of the stage before it do, up to the first. An
/// aggregation that emits begins when its senders are done, and sends to later stages only, to which the same applies.
/// </remarks>
internal sealed class QueueBudget(long most, QueueBudget? all = null)
{
    private long _seen;
    private long _addedInAll;
    private long _addedWhenSeen;
    private long _addedWhenLooking;

    public long Most => most;

    /// <summary>What waited when it was last looked at.</summary>
    public long Seen => Volatile.Read(ref _seen);

    /// <summary>Whether senders have to wait. A few reads, no more.</summary>
    public bool IsFull => Figure > most || all is { IsFull: true };

    // In this order, against that of EndLook: what was added is counted twice for a moment rather than not at all.
    private long Figure => Volatile.Read(ref _addedInAll) - Volatile.Read(ref _addedWhenSeen) + Seen;

    /// <summary>Something begins to wait, and looks that begin from now on find it.</summary>
    public void Add(long bytes)
    {
        Interlocked.Add(ref _addedInAll, bytes);
        all?.Add(bytes);
    }

    /// <summary>To be called before the queues are looked at.</summary>
    public void BeginLook() => Volatile.Write(ref _addedWhenLooking, Volatile.Read(ref _addedInAll));

    /// <summary>They have been looked at, and so much waits.</summary>
    public void EndLook(long bytes)
    {
        Volatile.Write(ref _seen, bytes);
        Volatile.Write(ref _addedWhenSeen, Volatile.Read(ref _addedWhenLooking));
    }
}
