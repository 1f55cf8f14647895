namespace OrleansDrpc.Storage;

/// <summary>Reads the rest of a request from the log.</summary>
internal static class EntryReader
{
    /// <summary>The request with its argument and answer.</summary>
    /// <exception cref="ObjectDisposedException">Its records were moved; the entry that is there now knows where to.</exception>
    public static StoredRequest ReadWhole(Entry entry)
    {
        if (entry.Open is { } open)
        {
            return open;
        }

        var (added, argument) = entry.Added.Segment!.ReadWhole(entry.Added);
        var (state, answer) = entry.State.Segment is { } segment ? segment.ReadWhole(entry.State) : ([], "");
        return Read(entry, added, argument, state, answer);
    }

    /// <summary>The request without them.</summary>
    /// <inheritdoc cref="ReadWhole"/>
    public static StoredRequest ReadHeads(Entry entry)
    {
        if (entry.Open is { } open)
        {
            return open with { Request = open.Request with { Argument = "" } };
        }

        var state = entry.State.Segment is { } segment ? segment.ReadHead(entry.State) : [];
        return Read(entry, entry.Added.Segment!.ReadHead(entry.Added), "", state, null);
    }

    private static StoredRequest Read(Entry entry, ReadOnlySpan<byte> added, string argument, ReadOnlySpan<byte> state, string? answer)
    {
        var head = new HeadReader(added);
        var submitted = Heads.ReadAdded(ref head, argument) with { Function = entry.Function };
        var request = new StoredRequest(submitted, entry.Status, IsCancelled: false, [], null, entry.Callback, entry.CallbackTries);
        return !state.IsEmpty ? ReadState(request, new HeadReader(state), answer)
            : submitted.IsCall ? Heads.ReadEnded(ref head, request, null)
            : request;
    }

    private static StoredRequest ReadState(StoredRequest request, HeadReader head, string? answer)
    {
        var kind = head.Kind();
        head.Id();
        return kind == RecordKind.Ended ? Heads.ReadEnded(ref head, request, answer) : Heads.ReadProgress(ref head, request);
    }
}
