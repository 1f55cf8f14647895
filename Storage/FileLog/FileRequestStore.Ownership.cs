using Microsoft.Extensions.Logging;

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
        return [.. taken.Select(ReadTaken).OfType<StoredRequest>()];
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

    /// <returns>Null: it cannot be read, and must not keep the others from being taken over; it stays taken, so that it is not tried over and over.</returns>
    private StoredRequest? ReadTaken(RequestId id)
    {
        try
        {
            return Read(id, EntryReader.ReadWhole);
        }
        catch (RequestStoreException e)
        {
            Writer.ThrowIfBroken();
            LogNotTaken(e.Message, id);
            return null;
        }
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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Failure} The callback of request {Id} is not delivered before the next start at which it can be read")]
    private partial void LogNotTaken(string failure, RequestId id);
}
