namespace OrleansDrpc.Storage;

/// <summary>Where a record is.</summary>
/// <param name="Segment">Null: there is none.</param>
/// <param name="Offset">Where its frame begins.</param>
/// <param name="HeadLength">In bytes.</param>
/// <param name="TextLength">In bytes.</param>
internal readonly record struct Location(Segment? Segment, long Offset, int HeadLength, int TextLength)
{
    /// <summary>The whole record, in bytes.</summary>
    public long Size => (long)RecordFrame.Size + HeadLength + TextLength;

    public bool IsAt(Segment segment, long offset) => Segment == segment && Offset == offset;
}
