using System.Text;

namespace OrleansDrpc.Storage;

/// <summary>One file of the log, and how much of it is still needed. Only the writer's thread changes it; reading is for any thread.</summary>
internal sealed class Segment(SegmentName name, SegmentHeader header, ILogFile file, string path) : IDisposable
{
    /// <summary>How many tombstones it has of requests that were added in which segment, where they are still needed.</summary>
    private readonly Dictionary<int, int> _tombstones = [];

    public SegmentName Name { get; } = name;

    public SegmentHeader Header { get; } = header;

    public ILogFile File { get; } = file;

    public string Path { get; } = path;

    /// <summary>To the end of the last good record.</summary>
    public long Length { get; set; } = SegmentHeader.Size;

    /// <summary>Bytes of needed records and tombstones.</summary>
    public long Live { get; private set; }

    /// <summary>Bytes around tombstones, where that is known.</summary>
    public long Overhead { get; set; }

    public long Garbage => Length - SegmentHeader.Size - Overhead - Live;

    public void Need(Location record) => Live += record.Size;

    public void NeedNoMore(Location record) => Live -= record.Size;

    public void Need(Tombstone tombstone)
    {
        Live += Tombstone.Size;
        _tombstones[tombstone.AddedIn] = _tombstones.GetValueOrDefault(tombstone.AddedIn) + 1;
    }

    /// <summary>Forgets tombstones of requests that were added in segments of which no trace is left.</summary>
    public void ForgetTombstones(Predicate<int> isGone)
    {
        foreach (var (addedIn, count) in _tombstones.Where(pair => isGone(pair.Key)).ToList())
        {
            Live -= (long)count * Tombstone.Size;
            _tombstones.Remove(addedIn);
        }
    }

    /// <summary>Reads the head of a record.</summary>
    public byte[] ReadHead(Location at)
    {
        var bytes = ReadRecord(at, RecordFrame.Size + at.HeadLength);
        return bytes[RecordFrame.Size..];
    }

    /// <summary>Reads a record whole.</summary>
    public (byte[] Head, string Text) ReadWhole(Location at)
    {
        var bytes = ReadRecord(at, checked((int)at.Size));
        var text = bytes.AsSpan(RecordFrame.Size + at.HeadLength);
        return RecordFrame.Read(bytes).IsTextWhole(text)
            ? (bytes[RecordFrame.Size..^text.Length], Encoding.UTF8.GetString(text))
            : throw Damaged(at.Offset);
    }

    public void Dispose() => File.Dispose();

    /// <summary>What to say where a record is not as it was written.</summary>
    public RequestStoreException Damaged(long offset) => new(
        $"{Path} is damaged at position {offset}: a record there is not as it was written, although the disk had confirmed it. "
        + "Restore the directory from a copy, or move this file away and lose the requests in it.");

    private byte[] ReadRecord(Location at, int count)
    {
        var bytes = new byte[count];
        if (File.Read(bytes, at.Offset) < count)
        {
            throw Damaged(at.Offset);
        }

        var frame = RecordFrame.Read(bytes);
        return frame.HeadLength == at.HeadLength && frame.TextLength == at.TextLength && frame.IsHeadWhole(bytes) ? bytes : throw Damaged(at.Offset);
    }
}
