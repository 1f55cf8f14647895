using Microsoft.Extensions.Logging;

namespace OrleansDrpc.Storage;

/// <summary>
/// Reads a log from its directory. (1) Files that were not finished, or that others replace, go; (2) the last segment is brought to the disk anew,
/// up to where it was written to; (3) the records of all segments, in order, make the entries; (4) open requests are read whole.
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

            // (2)
            if (names.Count > 0)
            {
                new LastSegment(files, _segments, log).Renew(names[^1]);
            }

            // (3)
            foreach (var name in names)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadSegment(name);
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
        // A name may have been given right before a death, and what it replaces must not go before it is on the disk.
        files.Flush();
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

    private void ReadSegment(SegmentName name)
    {
        var segment = _segments.Open(name);
        _segments.Add(segment);
        var end = segment.File.Length;
        var reader = new SegmentReader(segment, end);
        while (reader.MoveNext())
        {
            Apply(reader, segment);
        }

        segment.Length = reader.Offset;
        if (reader.Offset < end)
        {
            throw segment.Damaged(reader.Offset);
        }
    }

    private void Apply(SegmentReader reader, Segment segment)
    {
        var head = reader.Head;
        switch (head.Kind())
        {
            case RecordKind.Mark:
                break;
            case RecordKind.Added:
                _state.Replace(null, Added(reader.Head, reader.Location, out _));
                break;
            case RecordKind.Letter:
                var letter = Added(reader.Head, reader.Location, out var rest);
                _state.Replace(null, Ended(letter, Heads.ReadOutcome(ref rest, null), letter.State));
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

    private Entry Added(HeadReader head, Location at, out HeadReader rest)
    {
        rest = head;
        var request = Heads.ReadAdded(ref rest, "");
        return Entry.Of(request, _state.Share(request.Function), at);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path} holds durable requests: {Requests}, of which are open: {Open}, in files: {Segments}")]
    private static partial void LogRecovered(ILogger log, string path, int requests, int open, int segments);
}
