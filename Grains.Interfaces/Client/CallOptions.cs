namespace OrleansDrpc;

/// <summary>What a caller says about one call. Immutable.</summary>
public sealed record CallOptions
{
    /// <summary>
    /// How long the caller waits at the most; null (the default): the function's deadline, which it cannot exceed. A client outside the
    /// cluster that calls by name does not know that deadline, and waits for ten minutes.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether it goes before or after others where requests wait. The default value is <see cref="RequestPriority.Interactive"/>.</summary>
    public RequestPriority Priority { get; init; }

    /// <summary>
    /// Whether a home that has so much to compute that the call would take far longer than alone refuses it at once, with
    /// <see cref="DrpcFailureCode.Overloaded"/>, in place of letting it wait. The default value is false; front doors set it for every call.
    /// </summary>
    public bool RefuseIfBusy { get; init; }

    /// <summary>The request's id; null (the default): a fresh one.</summary>
    public RequestId? RequestId { get; init; }

    /// <inheritdoc cref="DrpcRequest.FirstAttempt"/>
    internal int FirstAttempt { get; init; } = 1;

    /// <inheritdoc cref="DrpcRequest.MaxAttempts"/>
    internal int? MaxAttempts { get; init; }
}
