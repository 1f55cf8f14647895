using Microsoft.Extensions.Logging;

namespace OrleansDrpc.Storage;

/// <summary>
/// Rewrites segments without the records that nobody needs any more, in the background, one run of neighbours at a time. (1) What is needed is
/// copied to an unfinished file; (2) that takes the name that covers the run, in one step; (3) the files of the run go; (4) the entries are
/// pointed to the new file, some at a time between writes. After a death anywhere in between, the log reads the same.
/// </summary>
internal sealed partial class Compactor(
    ILogFiles files, SegmentSet segments, LogState state, LogWriter writer, FileRequestStoreOptions options, ILogger log) : IAsyncDisposable
{
    private const int MovesAtOnce = 1000;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>After a failure, the number of the segment in use from which on to try again.</summary>
    private int _notBefore;

    /// <summary>Begins, where a segment is worn and nothing runs yet. On the writer's thread.</summary>
    /// <returns>Whether it has begun.</returns>
    public bool Consider()
    {
        if (!_running.IsCompleted || _stop.IsCancellationRequested || segments.Active.Name.Last < _notBefore)
        {
            return false;
        }

        var (all, run) = Choose();
        if (run.Count > 0)
        {
            _running = Task.Run(() => RunAsync(all, run));
        }

        return run.Count > 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // What the writer begins before this is seen here; afterwards it begins nothing.
        await writer.MaintainAsync(() => 0);
        await _running;
    }

    private (IReadOnlyList<Segment> All, IReadOnlyList<Segment> Run) Choose() => (segments.All, SegmentChoice.FindWorn(segments.All, options));

    private async Task RunAsync(IReadOnlyList<Segment> all, IReadOnlyList<Segment> run)
    {
        try
        {
            while (run.Count > 0)
            {
                await CompactAsync(all, run);
                (all, run) = await writer.MaintainAsync(Choose);
            }
        }
        catch (OperationCanceledException)
        {
            // The log is closed.
        }
#pragma warning disable CA1031 // The log is as good as before; the next segment is a new chance.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _notBefore = all[^1].Name.Last + 1;
            LogFailed(log, e, run[0].Path);
        }
    }

    private async Task CompactAsync(IReadOnlyList<Segment> all, IReadOnlyList<Segment> run)
    {
        _stop.Token.ThrowIfCancellationRequested();
        writer.ThrowIfBroken();
        var before = run.Sum(segment => segment.Length);

        // (1)
        var name = new SegmentName(run[0].Name.First, run[^1].Name.Last);
        var rewritten = segments.Create(name, new SegmentHeader(RewrittenWhile: all[^1].Name.Last));
        var rewriting = new SegmentRewriting(all, run, rewritten, state);
        Rewrite(rewriting, rewritten);

        // (2), (3)
        Publish(run, name);

        // (4)
        foreach (var moves in rewriting.Moves.Chunk(MovesAtOnce))
        {
            await writer.MaintainAsync(() => Move(moves, rewritten));
        }

        await writer.MaintainAsync(() => Replace(run, rewritten, rewriting.Tombstones));
        LogCompacted(log, rewritten.Path, before, rewritten.Length);
    }

    private void Rewrite(SegmentRewriting rewriting, Segment rewritten)
    {
        try
        {
            rewriting.Run(_stop.Token);
            rewritten.File.Flush();
        }
        catch
        {
            // The disk may be full; an unfinished copy only takes room.
            rewritten.Dispose();
            files.Delete(rewritten.Name + SegmentName.Unfinished);
            throw;
        }
    }

    private void Publish(IReadOnlyList<Segment> run, SegmentName name)
    {
        try
        {
            files.Rename(name + SegmentName.Unfinished, name.ToString());
            files.Flush();
            foreach (var segment in run.Where(segment => segment.Name != name))
            {
                files.Delete(segment.Name.ToString());
            }

            files.Flush();
        }
        catch (Exception e)
        {
            // Which files are there is not known any more.
            writer.Break(e);
            throw;
        }
    }

    private int Move(RecordMove[] moves, Segment to)
    {
        lock (state.Gate)
        {
            foreach (var move in moves)
            {
                if (state.Find(move.Id) is { } entry && entry.LocationOf(move.Kind) is var at && at.IsAt(move.From, move.OldOffset))
                {
                    state.Replace(entry, entry.WithLocation(move.Kind, at with { Segment = to, Offset = move.NewOffset }));
                }
            }
        }

        return moves.Length;
    }

    private int Replace(IReadOnlyList<Segment> run, Segment rewritten, List<Tombstone> tombstones)
    {
        tombstones.ForEach(rewritten.Need);
        segments.Replace(run, rewritten);
        return run.Count;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Path} was rewritten: {Before} bytes before, {After} after")]
    private static partial void LogCompacted(ILogger log, string path, long before, long after);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The records that nobody needs could not be removed from {Path}; that is tried again with the next file of the log")]
    private static partial void LogFailed(ILogger log, Exception exception, string path);
}
