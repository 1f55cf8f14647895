namespace OrleansDrpc;

/// <summary>
/// Names one request for ever: 122 random bits from the system's cryptographic source, so it cannot be guessed and does not come
/// back after a restart (Storm counts from "1" again and so can answer the wrong caller).
/// </summary>
[GenerateSerializer, Immutable, Alias("drpc.request-id")]
public readonly record struct RequestId([property: Id(0)] Guid Value)
{
    internal const int TextLength = 32;

    /// <summary>A fresh id.</summary>
    public static RequestId New() => new(RandomIds.Next());

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not 32 hexadecimal digits.</exception>
    public static RequestId Parse(string text) => new(Guid.ParseExact(text, "N"));

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}
