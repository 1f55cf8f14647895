namespace OrleansDrpc.Storage;

/// <summary>The segments of a log, in order; the last one is in use. Only the writer's thread changes it.</summary>
internal sealed class SegmentSet(ILogFiles files) : IDisposable
{
    private List<Segment> _segments = [];

    public Segment Active => _segments[^1];

    /// <summary>All at this moment; never changed afterwards.</summary>
    public IReadOnlyList<Segment> All => _segments;

    public void Add(Segment segment) => _segments = [.. _segments, segment];

    /// <summary>Begins a new segment; the one before is never written to again.</summary>
    public void Roll()
    {
        var number = _segments.Count == 0 ? 1 : Active.Name.Last + 1;
        var segment = Create(new SegmentName(number, number), new SegmentHeader(RewrittenWhile: 0));
        try
        {
            segment.File.Flush();
            files.Rename(segment.Name + SegmentName.Unfinished, segment.Name.ToString());
        }
        catch
        {
            segment.Dispose();
            throw;
        }

        Add(segment);
    }

    /// <summary>A file of a segment that does not have its name yet.</summary>
    public Segment Create(SegmentName name, SegmentHeader header)
    {
        var unfinished = name + SegmentName.Unfinished;
        var file = files.Create(unfinished);
        try
        {
            file.Write(header.ToBytes(), 0);
        }
        catch
        {
            file.Dispose();
            files.Delete(unfinished);
            throw;
        }

        return new Segment(name, header, file, PathOf(name));
    }

    /// <summary>A segment that is there; how much of it is good is not known yet.</summary>
    /// <exception cref="RequestStoreException">Its header is not one that this version can read.</exception>
    public Segment Open(SegmentName name)
    {
        var path = PathOf(name);
        var file = files.Open(name.ToString());
        try
        {
            return new Segment(name, SegmentHeader.Read(file, path), file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Puts a rewritten segment in the place of those that it was made of; null: nothing was left of them.</summary>
    public void Replace(IReadOnlyList<Segment> run, Segment? rewritten)
    {
        var at = _segments.IndexOf(run[0]);
        List<Segment> segments = [.. _segments];
        segments.RemoveRange(at, run.Count);
        if (rewritten is not null)
        {
            segments.Insert(at, rewritten);
        }

        _segments = segments;
        foreach (var segment in run)
        {
            segment.Dispose();
        }

        ForgetTombstones();
    }

    /// <summary>Forgets the tombstones of requests of which no record is left.</summary>
    public void ForgetTombstones()
    {
        foreach (var segment in _segments)
        {
            segment.ForgetTombstones(addedIn => !IsNeeded(_segments, addedIn, segment));
        }
    }

    /// <summary>
    /// Whether a tombstone is needed: the segment in which its request was added is still there, and was not rewritten since without it.
    /// </summary>
    public static bool IsNeeded(IReadOnlyList<Segment> segments, int addedIn, Segment tombstoneIn) =>
        segments.Any(segment => segment.Name.Covers(addedIn) && segment.Header.RewrittenWhile <= tombstoneIn.Name.Last);

    public void Dispose() => _segments.ForEach(segment => segment.Dispose());

    private string PathOf(SegmentName name) => Path.Combine(files.Path, name.ToString());
}
