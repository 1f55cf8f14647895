namespace OrleansDrpc.Storage;

internal sealed partial class FileRequestStore
{
    private const int DroppedAtOnce = 1000;

    public async Task<StoredRequest?> ReplayAsync(RequestId id, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await Writer.RunAsync(changes => Replay(changes, id, expires)) ? Read(id, EntryReader.ReadWhole) : null;
    }

    public Task<bool> AddDeadLetterAsync(StoredRequest letter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var argument = RecordText.Of(letter.Request.Argument);
        return Writer.RunAsync(changes => AddDeadLetter(changes, letter, argument), argument.Bytes.Length);
    }

    public Task<int> TrimDeadLettersAsync(string function, int kept, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Writer.RunAsync(changes =>
        {
            // What comes in these very changes is trimmed the next time.
            var letters = changes.State.CallLettersOf(function);
            List<Entry> old = [.. letters.Take(Math.Max(0, letters.Count - kept)).Select(key => changes.Find(key.Id)).OfType<Entry>().Where(entry => entry.Status == RequestStatus.DeadLetter)];
            if (old.Count > 0)
            {
                changes.Drop(old);
            }

            return old.Count;
        });
    }

    public Task<bool> DropAsync(RequestId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Writer.RunAsync(changes =>
        {
            if (changes.Find(id) is not { Open: null } entry)
            {
                return false;
            }

            changes.Drop([entry]);
            return true;
        });
    }

    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        Writer.ThrowIfBroken();
        var purged = 0;
        foreach (var ids in FindOld(before.UtcTicks).Chunk(DroppedAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            purged += await Writer.RunAsync(changes => Purge(changes, ids, before.UtcTicks));
        }

        return purged;
    }

    private static bool AddDeadLetter(Changes changes, StoredRequest letter, RecordText argument)
    {
        if (changes.Find(letter.Request.Id) is not null)
        {
            return false;
        }

        var at = changes.Append(letter, static (head, letter) => head.Letter(letter), argument);
        changes.Put(Entry.Of(letter.Request, changes.State.Share(letter.Request.Function), at) with
        {
            Status = RequestStatus.DeadLetter,
            Ended = letter.Outcome!.Ended.UtcTicks,
        });
        return true;
    }

    private static bool Replay(Changes changes, RequestId id, DateTimeOffset expires)
    {
        if (changes.Find(id) is not { Open: null } entry)
        {
            return false;
        }

        if (entry.Status != RequestStatus.DeadLetter)
        {
            if (entry.Callback == CallbackState.GivenUp)
            {
                PutCallback(changes, entry with { IsOwned = true }, CallbackState.Pending, 0);
            }

            return entry.Callback == CallbackState.GivenUp;
        }

        // One that dies in these very changes is not a dead letter yet for anybody who asks for its replay.
        if (changes.State.Find(id) is not { Status: RequestStatus.DeadLetter } onDisk)
        {
            return false;
        }

        Reopen(changes, entry, EntryReader.ReadWhole(onDisk), expires);
        return true;
    }

    private static void Reopen(Changes changes, Entry entry, StoredRequest dead, DateTimeOffset expires)
    {
        var callback = dead.Request.Callback is null ? CallbackState.None : CallbackState.Pending;
        var open = new StoredRequest(dead.Request with { Expires = expires }, RequestStatus.Open, IsCancelled: false, dead.Attempts, null, callback, 0);
        PutOpen(
            changes,
            entry with { Status = RequestStatus.Open, Ended = 0, IsOwned = true, Callback = callback, CallbackTries = 0, CallbackAt = default },
            open);
    }

    private List<RequestId> FindOld(long before)
    {
        // Nothing ends before it is submitted, so only old submissions need a look.
        var oldest = new OrderKey(before, new RequestId(Guid.Empty));
        lock (_state.Gate)
        {
            return [.. ((RequestStatus[])[RequestStatus.Succeeded, RequestStatus.Failed, RequestStatus.Cancelled])
                .SelectMany(status => _state.Of(status).GetViewBetween(OrderKey.First, oldest))
                .Where(key => IsOld(_state.Find(key.Id), before))
                .Select(key => key.Id)];
        }
    }

    private static int Purge(Changes changes, RequestId[] ids, long before)
    {
        List<Entry> old = [.. ids.Select(changes.Find).OfType<Entry>().Where(entry => IsOld(entry, before))];
        if (old.Count > 0)
        {
            changes.Drop(old);
        }

        return old.Count;
    }

    private static bool IsOld(Entry? entry, long before) => entry is
    {
        Status: RequestStatus.Succeeded or RequestStatus.Failed or RequestStatus.Cancelled,
        Callback: CallbackState.None or CallbackState.Delivered,
    } && entry.Ended < before;
}
