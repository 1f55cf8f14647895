namespace OrleansDrpc.Thrift;

/// <summary>
/// An extension of answers, which Storm's servers and clients skip as any field that they do not know: where an answer is in part, the share of the
/// work that was done.
/// </summary>
internal static class CoverageField
{
    public const short Id = 1001;

    // A type, an id and a double.
    private const int Bytes = 11;

    public static int BytesOf(double? coverage) => coverage is null ? 0 : Bytes;

    public static FrameWriter Coverage(this FrameWriter frame, double? coverage) => coverage is { } share ? frame.Field(Id, share) : frame;

    /// <returns>Null: it is no share.</returns>
    public static double? ReadCoverage(this ref ThriftReader reader) => reader.ReadDouble() is >= 0 and <= 1 and var share ? share : null;
}
