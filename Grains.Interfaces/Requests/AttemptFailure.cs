namespace OrleansDrpc;

/// <summary>How one attempt of a request failed: what a dead letter tells about it.</summary>
/// <param name="Number">The attempt's number (<see cref="AttemptId.Number"/>). Numbers go up, but not always by one.</param>
/// <param name="Code">The kind of failure.</param>
/// <param name="Message">What was wrong, where, and what to do. Meant for people.</param>
/// <param name="Stage">The stage in which it happened, where it happened in one.</param>
/// <param name="StartedAt">When the attempt began, by the clock of its home; where the home was lost, by its caller's, and when it was sent there.</param>
/// <param name="EndedAt">When it had failed, by the same clock.</param>
[GenerateSerializer, Immutable, Alias("drpc.attempt-failure")]
public sealed record AttemptFailure(
    [property: Id(0)] int Number,
    [property: Id(1)] DrpcFailureCode Code,
    [property: Id(2)] string Message,
    [property: Id(3)] string? Stage,
    [property: Id(4)] DateTimeOffset StartedAt,
    [property: Id(5)] DateTimeOffset EndedAt);
