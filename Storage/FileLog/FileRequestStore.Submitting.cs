namespace OrleansDrpc.Storage;

internal sealed partial class FileRequestStore
{
    public async Task<AddOutcome> AddAsync(NewRequest request, CancellationToken cancellationToken)
    {
        var argument = RecordText.Of(request.Argument);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await Writer.RunAsync(changes => Add(changes, request, argument), argument.Bytes.Length) is not { } met)
            {
                return new AddOutcome(AddKind.Added);
            }

            // It may be forgotten in between.
            if (Read(met, EntryReader.ReadWhole) is { } existing)
            {
                return AddOutcome.Met(existing, request);
            }
        }
    }

    public Task<StoredRequest?> GetAsync(RequestId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read(id, EntryReader.ReadWhole));
    }

    public Task<IReadOnlyList<StoredRequest>> ListAsync(RequestFilter filter, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<StoredRequest>>(
            () =>
            {
                Writer.ThrowIfBroken();
                return [.. new EntryQuery(_state, filter).Run(cancellationToken).Select(id => Read(id, EntryReader.ReadHeads)).OfType<StoredRequest>()];
            },
            cancellationToken);

    /// <returns>The request that is in the way; null: it was added.</returns>
    private static RequestId? Add(Changes changes, NewRequest request, RecordText argument)
    {
        // The key first: who repeats a submission with both means to join it.
        if (request.IdempotencyKey is { } key && changes.FindKey(request.Function, key) is { } met)
        {
            return met;
        }

        if (changes.Find(request.Id) is not null)
        {
            return request.Id;
        }

        var at = changes.Append(request, static (head, request) => head.Added(request), argument);
        var entry = Entry.Of(request, changes.State.Share(request.Function), at);
        changes.Put(entry with
        {
            IsOwned = true,
            Open = new StoredRequest(request, RequestStatus.Open, IsCancelled: false, [], null, entry.Callback, 0),
        });
        return null;
    }

    private StoredRequest? Read(RequestId id, Func<Entry, StoredRequest> read)
    {
        Writer.ThrowIfBroken();
        for (Entry? last = null; ;)
        {
            var entry = Find(id);
            if (entry is null)
            {
                return null;
            }

            try
            {
                return read(entry);
            }
            catch (ObjectDisposedException) when (entry != last)
            {
                // Its records were moved meanwhile.
                last = entry;
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                throw new RequestStoreException($"The request {id} could not be read from {_files.Path}: {e.Message}", e);
            }
        }
    }

    private Entry? Find(RequestId id)
    {
        lock (_state.Gate)
        {
            return _state.Find(id);
        }
    }
}
