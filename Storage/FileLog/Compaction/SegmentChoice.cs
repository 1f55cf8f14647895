namespace OrleansDrpc.Storage;

/// <summary>Which segments to rewrite.</summary>
internal static class SegmentChoice
{
    /// <summary>The first worn segment, with those neighbours that fit into one file with it; empty: none is worn.</summary>
    public static IReadOnlyList<Segment> FindWorn(IReadOnlyList<Segment> segments, FileRequestStoreOptions options)
    {
        // The last one is in use.
        var last = segments.Count - 2;
        for (var i = 0; i <= last; i++)
        {
            if (segments[i].Garbage > options.GarbageShare * (segments[i].Length - SegmentHeader.Size))
            {
                return WithNeighbours(segments, i, last, options.SegmentBytes);
            }
        }

        return [];
    }

    private static List<Segment> WithNeighbours(IReadOnlyList<Segment> segments, int worn, int last, long limit)
    {
        var (from, to, live) = (worn, worn, segments[worn].Live);
        while (to < last && live + segments[to + 1].Live <= limit / 2)
        {
            live += segments[++to].Live;
        }

        while (from > 0 && live + segments[from - 1].Live <= limit / 2)
        {
            live += segments[--from].Live;
        }

        return [.. segments.Skip(from).Take(to - from + 1)];
    }
}
