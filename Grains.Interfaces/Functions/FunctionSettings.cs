namespace OrleansDrpc;

/// <summary>What a function says about itself besides its plan. Immutable.</summary>
public sealed record FunctionSettings
{
    /// <summary>How long a request may take, from its arrival; null (the default): <c>DrpcOptions.DefaultDeadline</c> of the silo.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>One sentence for whoever lists the functions.</summary>
    public string? Description { get; init; }

    internal bool ReturnsAll { get; init; }
}
