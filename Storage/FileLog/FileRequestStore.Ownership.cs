namespace OrleansDrpc.Storage;

internal sealed partial class FileRequestStore
{
    // Ownership is not written: the directory's lock proves that whoever owned something before this process is dead.
    public Task<RenewOutcome> RenewAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Writer.ThrowIfBroken();
        lock (_state.Gate)
        {
            RequestId[] cancelled = [.. _state.Cancelled.Where(id => _state.Find(id)!.IsOwned)];
            return Task.FromResult(new RenewOutcome(StillOwned: true, cancelled));
        }
    }

    public async Task<IReadOnlyList<StoredRequest>> TakeOverAsync(int max, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var taken = await Writer.RunAsync(changes => TakeOver(changes, max));
        return [.. taken.Select(id => Read(id, EntryReader.ReadWhole)).OfType<StoredRequest>()];
    }

    public Task ReleaseAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Writer.RunAsync(Release);
    }

    private static List<RequestId> TakeOver(Changes changes, int max)
    {
        List<RequestId> taken = [];
        foreach (var key in changes.State.Unowned)
        {
            if (taken.Count >= max)
            {
                break;
            }

            // Somebody may have taken it right before.
            if (changes.Find(key.Id) is { IsOwned: false, IsDue: true } entry)
            {
                changes.Put(entry with { IsOwned = true });
                taken.Add(key.Id);
            }
        }

        return taken;
    }

    private static int Release(Changes changes)
    {
        var released = 0;
        foreach (var entry in changes.All().Where(entry => entry is { IsOwned: true, IsDue: true }))
        {
            changes.Put(entry with { IsOwned = false });
            released++;
        }

        return released;
    }
}
