namespace OrleansDrpc;

/// <summary>How the items of one stage are shared out among the tasks of the next: Storm's groupings.</summary>
public enum GroupingKind
{
    /// <summary>To a uniformly random task.</summary>
    None,

    /// <summary>In turn over all tasks.</summary>
    Shuffle,

    /// <summary>In turn over the tasks on the sender's silo; over all tasks where it has none.</summary>
    LocalOrShuffle,

    /// <summary>Equal keys to the same task.</summary>
    Fields,

    /// <summary>Everything to the first task.</summary>
    Global,

    /// <summary>A copy to every task.</summary>
    All,

    /// <summary>To the task that the sender names (<see cref="IEmitter{T}.EmitToAsync"/>).</summary>
    Direct,

    /// <summary>Each key to the less used of its two candidate tasks.</summary>
    PartialKey,

    /// <summary>To the tasks that the function's own code names.</summary>
    Custom,
}
