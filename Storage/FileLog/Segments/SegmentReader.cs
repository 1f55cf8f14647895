namespace OrleansDrpc.Storage;

/// <summary>Reads the records of a segment, one after the other, as far as they are whole. Not thread-safe.</summary>
internal sealed class SegmentReader(Segment segment, long end)
{
    private const int Window = 1 << 18;
    private byte[] _buffer = new byte[Window];
    private long _bufferAt;
    private int _buffered;
    private RecordFrame _frame;

    /// <summary>Where the record begins; after the last one, where the good records end.</summary>
    public long Offset { get; private set; } = SegmentHeader.Size;

    public Location Location => new(segment, Offset, _frame.HeadLength, _frame.TextLength);

    /// <summary>The bytes of the record, until the next one is read.</summary>
    public ReadOnlySpan<byte> Record => Buffered(checked((int)_frame.RecordLength));

    public HeadReader Head => new(Record.Slice(RecordFrame.Size, _frame.HeadLength));

    /// <summary>False: the segment ends, or the bytes at <see cref="Offset"/> are no whole record.</summary>
    public bool MoveNext()
    {
        Offset += _frame == default ? 0 : _frame.RecordLength;
        _frame = default;
        if (end - Offset < RecordFrame.Size || !Fill(RecordFrame.Size))
        {
            return false;
        }

        var frame = RecordFrame.Read(Buffered(RecordFrame.Size));
        if (!frame.IsPossible(end - Offset) || frame.RecordLength > Array.MaxLength || !Fill((int)frame.RecordLength))
        {
            return false;
        }

        var record = Buffered((int)frame.RecordLength);
        if (!frame.IsHeadWhole(record) || !frame.IsTextWhole(record[(RecordFrame.Size + frame.HeadLength)..]))
        {
            return false;
        }

        _frame = frame;
        return true;
    }

    /// <summary>Whether a mark follows after what is here: then what is here was on the disk once.</summary>
    public bool IsFollowedByMark()
    {
        var mark = Heads.Mark;
        for (var at = Offset + RecordFrame.Size + 1; at < end; at += Window - mark.Length)
        {
            var bytes = new byte[(int)Math.Min(Window, end - at)];
            if (bytes.AsSpan(0, segment.File.Read(bytes, at)).IndexOf(mark) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private ReadOnlySpan<byte> Buffered(int count) => _buffer.AsSpan((int)(Offset - _bufferAt), count);

    private bool Fill(int count)
    {
        if (Offset + count <= _bufferAt + _buffered)
        {
            return true;
        }

        if (count > _buffer.Length)
        {
            _buffer = new byte[count];
        }

        _bufferAt = Offset;
        _buffered = segment.File.Read(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, end - Offset)), Offset);
        return _buffered >= count;
    }
}
