using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>A call, as it travels to its request grain.</summary>
/// <param name="Id">The request.</param>
/// <param name="Function">The function's name.</param>
/// <param name="Argument">The argument as one item; null where <paramref name="ArgumentText"/> carries it.</param>
/// <param name="ArgumentText">The argument as text: a string as it is, any other type as JSON.</param>
/// <param name="TextAnswer">Whether the answer is wanted as text.</param>
/// <param name="Timeout">How long the caller waits at the most, from now; null: the function's own deadline.</param>
/// <param name="FirstAttempt">
/// The number of its first attempt, from 1. Who calls again because a call's end is unknown adds <see cref="AttemptNumbersOfCall"/>, so that
/// what may be left of the older call cannot mix with the newer one. Each call has all of the function's attempts but for
/// <paramref name="LostAttempts"/>.
/// </param>
/// <param name="Priority">Whether it goes before or after others where requests wait.</param>
/// <param name="RefuseIfBusy">As <see cref="CallOptions.RefuseIfBusy"/>.</param>
/// <param name="MaxAttempts">How many attempts it has; null: as many as the function says. Who keeps count of attempts by itself asks for one.</param>
/// <param name="LostAttempts">
/// How it failed at homes that were lost before this one, an attempt or more each: they are among those that it has, and in its reply. Null: this
/// is its first home.
/// </param>
/// <param name="Passed">How long it had been under way when it was sent to this home, which takes that off the function's deadline.</param>
[GenerateSerializer, Immutable, Alias("drpc.request")]
public sealed record DrpcRequest(
    [property: Id(0)] RequestId Id,
    [property: Id(1)] string Function,
    [property: Id(2)] ItemBatch? Argument,
    [property: Id(3)] string? ArgumentText,
    [property: Id(4)] bool TextAnswer,
    [property: Id(5)] TimeSpan? Timeout,
    [property: Id(6)] int FirstAttempt = 1,
    [property: Id(7)] RequestPriority Priority = RequestPriority.Interactive,
    [property: Id(8)] bool RefuseIfBusy = false,
    [property: Id(9)] int? MaxAttempts = null,
    [property: Id(10)] ImmutableArray<AttemptFailure>? LostAttempts = null,
    [property: Id(11)] TimeSpan Passed = default)
{
    /// <summary>More attempt numbers than one call ever uses.</summary>
    public const int AttemptNumbersOfCall = 100;
}
