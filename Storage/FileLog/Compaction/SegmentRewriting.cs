using System.Buffers;

namespace OrleansDrpc.Storage;

/// <summary>
/// Copies the needed records of a run of segments, in their order: keys and ids are free again after a tombstone. What is garbage once stays
/// garbage, so writers need not wait.
/// </summary>
internal sealed class SegmentRewriting(IReadOnlyList<Segment> all, IReadOnlyList<Segment> run, Segment to, LogState state)
{
    private const int WriteBytes = 1 << 20;
    private const int TombstonesAtOnce = 10_000;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly HeadWriter _head = new();
    private readonly List<Tombstone> _gathered = [];

    public List<RecordMove> Moves { get; } = [];

    /// <summary>Those that are still needed.</summary>
    public List<Tombstone> Tombstones { get; } = [];

    public void Run(CancellationToken cancellationToken)
    {
        foreach (var segment in run)
        {
            Copy(segment, cancellationToken);
        }

        WriteTombstones();
        WriteOut();
    }

    private void Copy(Segment segment, CancellationToken cancellationToken)
    {
        var reader = new SegmentReader(segment, segment.Length);
        while (reader.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Copy(segment, reader);
        }

        if (reader.Offset < segment.Length)
        {
            throw segment.Damaged(reader.Offset);
        }
    }

    private void Copy(Segment segment, SegmentReader reader)
    {
        var head = reader.Head;
        switch (head.Kind())
        {
            case RecordKind.Mark:
                break;
            case RecordKind.Dropped:
                _gathered.AddRange(Heads.ReadDropped(ref head).Where(tombstone => IsNeeded(tombstone, segment)));
                break;
            case var kind when head.Id() is var id && IsNeeded(id, kind, segment, reader.Offset):
                WriteTombstones();
                Moves.Add(new RecordMove(id, kind, segment, reader.Offset, to.Length + _buffer.WrittenCount));
                _buffer.Write(reader.Record);
                WriteOutIfFull();
                break;
        }
    }

    private bool IsNeeded(RequestId id, RecordKind kind, Segment segment, long offset)
    {
        lock (state.Gate)
        {
            return state.Find(id) is { } entry && entry.LocationOf(kind).IsAt(segment, offset);
        }
    }

    // Requests that were added in this very run are left out of the copy.
    private bool IsNeeded(Tombstone tombstone, Segment segment) =>
        !run.Any(one => one.Name.Covers(tombstone.AddedIn)) && SegmentSet.IsNeeded(all, tombstone.AddedIn, segment);

    private void WriteTombstones()
    {
        foreach (var some in _gathered.Chunk(TombstonesAtOnce))
        {
            _head.Dropped(some);
            RecordFrame.Write(_buffer, _head.Written, RecordText.None);
            to.Overhead += RecordFrame.Size + _head.Written.Length - ((long)some.Length * Tombstone.Size);
        }

        Tombstones.AddRange(_gathered);
        _gathered.Clear();
    }

    private void WriteOutIfFull()
    {
        if (_buffer.WrittenCount >= WriteBytes)
        {
            WriteOut();
        }
    }

    private void WriteOut()
    {
        to.File.Write(_buffer.WrittenSpan, to.Length);
        to.Length += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
    }
}
