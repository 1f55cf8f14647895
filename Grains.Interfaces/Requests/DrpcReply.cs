using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>How a request ended: exactly one of failure, values and text is set.</summary>
/// <param name="Failure">Why there is no answer.</param>
/// <param name="Values">The values of the last stage.</param>
/// <param name="Text">The answer as text, where the request asked for text.</param>
/// <param name="Replayed">How attempts failed before the one that has the answer; null where there were none.</param>
[GenerateSerializer, Immutable, Alias("drpc.reply")]
public sealed record DrpcReply(
    [property: Id(0)] DrpcFailure? Failure,
    [property: Id(1)] ItemBatch? Values,
    [property: Id(2)] string? Text,
    [property: Id(3)] ImmutableArray<AttemptFailure>? Replayed = null)
{
    /// <summary>How attempts failed, in order, whether or not there is an answer.</summary>
    public ImmutableArray<AttemptFailure> FailedAttempts => Failure?.Attempts ?? Replayed ?? [];

    internal static DrpcReply Failed(DrpcFailure failure) => new(failure, null, null);
}
