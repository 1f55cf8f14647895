namespace OrleansDrpc.Storage;

/// <summary>Records submissions, and finds the requests whose idempotency keys they meet. Thread-safe.</summary>
internal sealed class Submissions(GroupCommit<NewRequest> group, PostgresDatabase database, RequestReader reader) : IAsyncDisposable
{
    // A key that was met may be gone when its request is looked up.
    private const int Tries = 3;

    public async Task<AddOutcome> AddAsync(NewRequest request, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Tries; i++)
        {
            if (await group.WriteAsync(request, cancellationToken))
            {
                return new AddOutcome(AddKind.Added);
            }

            if (request.IdempotencyKey is { } key && await reader.GetByKeyAsync(request.Function, key, cancellationToken) is { } existing)
            {
                return new AddOutcome(existing.Request.Argument == request.Argument ? AddKind.Joined : AddKind.KeyTaken, existing);
            }
        }

        throw new RequestStoreException($"Request {request.Id} cannot be recorded, because {database.Name} has one of that id. Submit it under a new id.");
    }

    public ValueTask DisposeAsync() => group.DisposeAsync();
}
