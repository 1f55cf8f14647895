using System.Globalization;

namespace OrleansDrpc;

/// <summary>
/// One try at running a request. Everything that happens in a cluster on behalf of a request carries its attempt, so that work of an
/// older attempt cannot mix with a newer one.
/// </summary>
/// <param name="Request">The request.</param>
/// <param name="Number">1 for the first try.</param>
[GenerateSerializer, Immutable, Alias("drpc.attempt-id")]
public readonly record struct AttemptId([property: Id(0)] RequestId Request, [property: Id(1)] int Number)
{
    /// <summary>For random choices of this attempt.</summary>
    internal ulong Seed => StableHash.Of(Request.Value) + (ulong)Number;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    internal static AttemptId Parse(ReadOnlySpan<char> text)
    {
        var point = text.IndexOf('.');
        return new AttemptId(new RequestId(Guid.ParseExact(text[..Math.Max(point, 0)], "N")), int.Parse(text[(point + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>The request id, a point, the number.</summary>
    public override string ToString() => $"{Request}.{Number}";
}
