namespace OrleansDrpc;

/// <summary>How a request ended: exactly one of the three is set.</summary>
/// <param name="Failure">Why there is no answer.</param>
/// <param name="Values">The values of the last stage.</param>
/// <param name="Text">The answer as text, where the request asked for text.</param>
[GenerateSerializer, Immutable, Alias("drpc.reply")]
public sealed record DrpcReply(
    [property: Id(0)] DrpcFailure? Failure,
    [property: Id(1)] ItemBatch? Values,
    [property: Id(2)] string? Text)
{
    internal static DrpcReply Failed(DrpcFailure failure) => new(failure, null, null);
}
