namespace OrleansDrpc;

/// <summary>A failed request, as data.</summary>
/// <param name="Code">The kind.</param>
/// <param name="Message">What was wrong, where, and what to do. Meant for people.</param>
/// <param name="RequestId">The request, where there was one.</param>
/// <param name="Stage">The stage in which it happened, where it happened in one.</param>
/// <param name="RetryAfter">When a new try makes sense, for <see cref="DrpcFailureCode.Overloaded"/>.</param>
[GenerateSerializer, Immutable, Alias("drpc.failure")]
public sealed record DrpcFailure(
    [property: Id(0)] DrpcFailureCode Code,
    [property: Id(1)] string Message,
    [property: Id(2)] RequestId? RequestId = null,
    [property: Id(3)] string? Stage = null,
    [property: Id(4)] TimeSpan? RetryAfter = null);
