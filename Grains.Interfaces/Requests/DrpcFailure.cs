using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>A failed request, as data.</summary>
/// <param name="Code">The kind.</param>
/// <param name="Message">What was wrong, where, and what to do. Meant for people.</param>
/// <param name="RequestId">The request, where there was one.</param>
/// <param name="Stage">The stage in which it happened, where it happened in one.</param>
/// <param name="RetryAfter">When a new try makes sense, for <see cref="DrpcFailureCode.Overloaded"/>.</param>
/// <param name="IsPermanent">Whether another attempt would fail too, because the author said so (<see cref="PermanentException"/>) or it cannot be otherwise.</param>
/// <param name="Attempts">How each attempt failed, in order, the last one included; null where none was begun, and in what came over HTTP.</param>
[GenerateSerializer, Immutable, Alias("drpc.failure")]
public sealed record DrpcFailure(
    [property: Id(0)] DrpcFailureCode Code,
    [property: Id(1)] string Message,
    [property: Id(2)] RequestId? RequestId = null,
    [property: Id(3)] string? Stage = null,
    [property: Id(4)] TimeSpan? RetryAfter = null,
    [property: Id(5)] bool IsPermanent = false,
    [property: Id(6)] ImmutableArray<AttemptFailure>? Attempts = null)
{
    /// <summary>The silo that was lost, where it is known; a replay leaves it out.</summary>
    [Id(7)]
    internal SiloAddress? LostSilo { get; init; }

    /// <summary>Whether a silo that is overloaded refuses this function only, and not others.</summary>
    [Id(8)]
    internal bool IsOfFunctionOnly { get; init; }

    /// <summary>Whether the request may have several attempts, and the last of them has failed in a way that another one might not.</summary>
    [Id(9)]
    internal bool AttemptsUsedUp { get; init; }
}
