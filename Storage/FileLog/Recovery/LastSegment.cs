using Microsoft.Extensions.Logging;

namespace OrleansDrpc.Storage;

/// <summary>
/// Brings the last segment to the disk anew when a log is opened. A process that died may have written its end without bringing it there, and
/// where that failed, the system may show bytes that it will never write. So nothing of it is trusted before a copy is on the disk, under its
/// name. The segments before it are on the disk, for each was begun after that.
/// </summary>
internal sealed partial class LastSegment(ILogFiles files, SegmentSet segments, ILogger log)
{
    private const int CopiedAtOnce = 1 << 20;

    /// <summary>Copies it up to where it was written to.</summary>
    /// <exception cref="RequestStoreException">It is damaged.</exception>
    public void Renew(SegmentName name)
    {
        string unfinished;
        using (var old = segments.Open(name))
        {
            old.Length = FindEnd(old);
            unfinished = Copy(old);
        }

        files.Rename(unfinished, name.ToString());
        files.Flush();
    }

    private long FindEnd(Segment segment)
    {
        var end = segment.File.Length;
        var reader = new SegmentReader(segment, end);
        while (reader.MoveNext())
        {
            // What the records say is of no interest yet.
        }

        if (reader.Offset < end)
        {
            if (reader.IsFollowedByMark())
            {
                throw segment.Damaged(reader.Offset);
            }

            LogTorn(log, segment.Path, reader.Offset, end - reader.Offset);
        }

        return reader.Offset;
    }

    private string Copy(Segment old)
    {
        var unfinished = old.Name + SegmentName.Unfinished;
        using var copy = segments.Create(old.Name, old.Header);
        try
        {
            Copy(old, copy.File);
            copy.File.Flush();
        }
        catch
        {
            // The disk may be full; an unfinished copy only takes room.
            copy.Dispose();
            files.Delete(unfinished);
            throw;
        }

        return unfinished;
    }

    private static void Copy(Segment old, ILogFile to)
    {
        var buffer = new byte[Math.Min(CopiedAtOnce, old.Length)];
        for (long at = SegmentHeader.Size; at < old.Length;)
        {
            var some = buffer.AsSpan(0, (int)Math.Min(buffer.Length, old.Length - at));
            if (old.File.Read(some, at) < some.Length)
            {
                throw old.Damaged(at);
            }

            to.Write(some, at);
            at += some.Length;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Path} was not written to its end: it is cut at position {Position}, {Bytes} bytes are lost. They were acknowledged to nobody, unless the disk lost what it had confirmed")]
    private static partial void LogTorn(ILogger log, string path, long position, long bytes);
}
