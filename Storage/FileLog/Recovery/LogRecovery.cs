using Microsoft.Extensions.Logging;

namespace OrleansDrpc.Storage;

/// <summary>
/// Reads a log from its directory. (1) Files that were not finished, or that others replace, go; (2) the records of all segments, in order, make
/// the entries; (3) the end of the last one is cut where it was not written to its end; (4) open requests are read whole.
/// </summary>
internal sealed partial class LogRecovery(ILogFiles files, ILogger log)
{
    private readonly LogState _state = new();
    private readonly SegmentSet _segments = new(files);

    /// <exception cref="RequestStoreException">The log is damaged, of another version, or cannot be read.</exception>
    public (SegmentSet Segments, LogState State) Run(CancellationToken cancellationToken)
    {
        try
        {
            // (1)
            var names = CleanUp();

            // (2), (3)
            foreach (var name in names)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadSegment(name, isLast: name == names[^1]);
            }

            _segments.ForgetTombstones();
            BeginFirst();

            // (4)
            ReadOpenRequests(cancellationToken);
            var (all, open) = (_state.Entries.Count, _state.Of(RequestStatus.Open).Count);
            LogRecovered(log, files.Path, all, open, _segments.All.Count);
            return (_segments, _state);
        }
        catch (Exception e)
        {
            _segments.Dispose();
            throw e is RequestStoreException or OperationCanceledException
                ? e
                : new RequestStoreException($"The log of durable requests in {files.Path} could not be read: {e.Message}", e);
        }
    }

    private List<SegmentName> CleanUp()
    {
        var all = files.List();
        List<SegmentName> names = [.. all.Select(SegmentName.TryParse).OfType<SegmentName>().OrderBy(name => name.First).ThenBy(name => name.Last)];
        List<SegmentName> replaced = [.. names.Where(name => names.Any(other => other != name && other.Covers(name)))];
        List<string> going = [.. all.Where(name => name.EndsWith(SegmentName.Unfinished, StringComparison.Ordinal)), .. replaced.Select(name => name.ToString())];
        going.ForEach(files.Delete);
        if (going.Count > 0)
        {
            files.Flush();
        }

        return [.. names.Except(replaced)];
    }

    private void ReadSegment(SegmentName name, bool isLast)
    {
        var path = _segments.PathOf(name);
        var file = files.Open(name.ToString());
        Segment segment;
        try
        {
            segment = new Segment(name, SegmentHeader.Read(file, path), file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _segments.Add(segment);
        var end = file.Length;
        var reader = new SegmentReader(segment, end);
        while (reader.MoveNext())
        {
            Apply(reader, segment);
        }

        segment.Length = reader.Offset;
        if (reader.Offset < end)
        {
            CutOff(segment, reader, end, isLast);
        }
    }

    private void CutOff(Segment segment, SegmentReader reader, long end, bool isLast)
    {
        if (!isLast || reader.IsFollowedByMark())
        {
            throw segment.Damaged(reader.Offset);
        }

        LogTorn(log, segment.Path, reader.Offset, end - reader.Offset);
        segment.File.Truncate(reader.Offset);
        segment.File.Flush();
    }

    private void Apply(SegmentReader reader, Segment segment)
    {
        var head = reader.Head;
        switch (head.Kind())
        {
            case RecordKind.Mark:
                break;
            case RecordKind.Added:
                var request = Heads.ReadAdded(ref head, "");
                _state.Replace(null, Entry.Of(request, _state.Share(request.Function), reader.Location));
                break;
            case RecordKind.Open:
                Replace(head.Id(), entry => Reopened(entry, reader.Location));
                break;
            case RecordKind.Ended:
                var id = head.Id();
                var outcome = Heads.ReadOutcome(ref head, null);
                Replace(id, entry => Ended(entry, outcome, reader.Location));
                break;
            case RecordKind.Callback:
                var of = head.Id();
                var (state, tries) = ((CallbackState)head.Byte(), head.Int32());
                Replace(of, entry => entry with { Callback = state, CallbackTries = tries, CallbackAt = reader.Location });
                break;
            case RecordKind.Dropped:
                Drop(Heads.ReadDropped(ref head), segment);
                break;
            default:
                throw segment.Damaged(reader.Offset);
        }
    }

    // Records of requests that are forgotten may outlive the first one; they mean nothing.
    private void Replace(RequestId id, Func<Entry, Entry> change)
    {
        if (_state.Find(id) is { } entry)
        {
            _state.Replace(entry, change(entry));
        }
    }

    private static Entry Reopened(Entry entry, Location at) =>
        Renewed(entry) with { Status = RequestStatus.Open, Ended = 0, State = at };

    private static Entry Ended(Entry entry, FinalOutcome outcome, Location at) =>
        Renewed(entry) with { Status = outcome.Status, Ended = outcome.Ended.UtcTicks, State = at };

    private static Entry Renewed(Entry entry) => entry with
    {
        Callback = entry.Callback == CallbackState.None ? CallbackState.None : CallbackState.Pending,
        CallbackTries = 0,
        CallbackAt = default,
    };

    private void Drop(List<Tombstone> tombstones, Segment segment)
    {
        foreach (var tombstone in tombstones)
        {
            segment.Need(tombstone);
            if (_state.Find(tombstone.Id) is { } entry)
            {
                _state.Replace(entry, null);
            }
        }
    }

    private void BeginFirst()
    {
        if (_segments.All.Count == 0)
        {
            _segments.Roll();
            files.Flush();
        }
    }

    private void ReadOpenRequests(CancellationToken cancellationToken)
    {
        foreach (var key in _state.Of(RequestStatus.Open).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = _state.Find(key.Id)!;
            _state.Replace(entry, entry with { Open = EntryReader.ReadWhole(entry) });
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path} holds {Requests} durable requests, {Open} of them open, in {Segments} files")]
    private static partial void LogRecovered(ILogger log, string path, int requests, int open, int segments);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Path} was not written to its end: it is cut at position {Position}, {Bytes} bytes are lost. They were acknowledged to nobody, unless the disk lost what it had confirmed")]
    private static partial void LogTorn(ILogger log, string path, long position, long bytes);
}
