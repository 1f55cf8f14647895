namespace OrleansDrpc.Storage;

/// <summary>Records submissions, and finds the requests whose idempotency keys or ids they meet. Thread-safe.</summary>
internal sealed class Submissions(GroupCommit<NewRequest> group, PostgresDatabase database, RequestReader reader) : IAsyncDisposable
{
    // What was met may be gone when it is looked up.
    private const int Tries = 3;

    public async Task<AddOutcome> AddAsync(NewRequest request, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Tries; i++)
        {
            if (await group.WriteAsync(request, cancellationToken))
            {
                return new AddOutcome(AddKind.Added);
            }

            if (await FindAsync(request, cancellationToken) is { } existing)
            {
                return AddOutcome.Met(existing, request);
            }
        }

        throw new RequestStoreException(
            $"Request {request.Id} could not be recorded: {Tries} times {database.Name} had one with its key or id that was gone right after. Nothing was recorded; try again.");
    }

    private async Task<StoredRequest?> FindAsync(NewRequest request, CancellationToken cancellationToken)
    {
        var ofKey = request.IdempotencyKey is { } key ? await reader.GetByKeyAsync(request.Function, key, cancellationToken) : null;
        return ofKey ?? await reader.GetAsync(request.Id, cancellationToken);
    }

    public ValueTask DisposeAsync() => group.DisposeAsync();
}
