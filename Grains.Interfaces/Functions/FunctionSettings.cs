namespace OrleansDrpc;

/// <summary>What a function says about itself besides its plan. Immutable.</summary>
public sealed record FunctionSettings
{
    /// <summary>How long a request may take, from its arrival; null (the default): <c>DrpcOptions.DefaultDeadline</c> of the silo.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>One sentence for whoever lists the functions.</summary>
    public string? Description { get; init; }

    /// <summary>How many attempts a request has; 1: an attempt that fails is not replayed. The default value is 2.</summary>
    public int MaxAttempts { get; init; } = 2;

    /// <summary>How long one attempt may take; null (the default): the whole rest of the deadline.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>Whether a request whose time is nearly over is answered from what has been done until then. The default value is false.</summary>
    public bool PartialAnswers { get; init; }

    /// <summary>How long a task may take before it is started on another silo too; null (the default): it is not.</summary>
    public TimeSpan? HedgeDelay { get; init; }

    /// <summary>How many of its requests may run at once on each silo as their home; null (the default): as many as the silo takes.</summary>
    public int? MaxRunning { get; init; }

    /// <summary>
    /// How many bytes, about, of its requests may wait on each silo for tasks; null (the default): <c>DrpcOptions.MaxQueuedBytesOfFunction</c> of
    /// the silo.
    /// </summary>
    public long? MaxQueuedBytes { get; init; }

    /// <summary>Whether calls with equal arguments that come to a front door at the same time share one execution. The default value is false.</summary>
    public bool CoalescesIdentical { get; init; }

    internal bool ReturnsAll { get; init; }
}
