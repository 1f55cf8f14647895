using Microsoft.Extensions.Logging;

namespace OrleansDrpc.Storage;

/// <summary>
/// Keeps durable requests in PostgreSQL, 15 or later, for any number of front doors. Leases are measured by the database's clock alone. Each change by
/// an owner checks in its own statement that the owner has the request and that its lease is not over.
/// </summary>
/// <param name="options">Where the database is.</param>
/// <param name="time">The clock of waits; nothing that is stored comes from it.</param>
/// <param name="logger">Hears of migrations and of a server that is waited for.</param>
internal sealed class PostgresRequestStore(PostgresRequestStoreOptions options, TimeProvider time, ILogger<PostgresRequestStore> logger) : IRequestStore
{
    private PostgresDatabase? _database;
    private Ownership? _ownership;
    private RequestReader? _reader;
    private RequestChanges? _changes;
    private RequestRemoval? _removal;
    private LetterInsert? _letters;
    private Submissions? _submissions;
    private GroupCommit<AttemptStart>? _starts;
    private GroupCommit<Finish>? _finishes;

    private Ownership Owned => _ownership ?? throw new InvalidOperationException("The store has not been opened.");

    public async Task OpenAsync(OwnerId owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        var database = _database = new PostgresDatabase(options);
        var ownership = new Ownership(database, owner, lease);
        await new PostgresStart(database, options, time, logger).RunAsync(ownership, cancellationToken);

        _reader = new RequestReader(database);
        _changes = new RequestChanges(database, ownership, _reader);
        _removal = new RequestRemoval(database);
        _letters = new LetterInsert(database, ownership);
        _submissions = new Submissions(new(new SubmissionBatch(database, ownership).WriteAsync, SubmissionBatch.SizeOf, database, time), database, _reader);
        _starts = new(new AttemptStartBatch(database, ownership).WriteAsync, _ => AttemptStart.Size, database, time);
        _finishes = new(new FinishBatch(database, ownership).WriteAsync, FinishBatch.SizeOf, database, time);
        _ownership = ownership;
    }

    public Task<AddOutcome> AddAsync(NewRequest request, CancellationToken cancellationToken) => Opened(_submissions).AddAsync(request, cancellationToken);

    public Task<StoredRequest?> GetAsync(RequestId id, CancellationToken cancellationToken) => Opened(_reader).GetAsync(id, cancellationToken);

    public Task<IReadOnlyList<StoredRequest>> ListAsync(RequestFilter filter, CancellationToken cancellationToken) =>
        Opened(_reader).ListAsync(filter, cancellationToken);

    public Task<bool> StartAttemptAsync(RequestId id, int attempt, DateTimeOffset started, CancellationToken cancellationToken) =>
        Opened(_starts).WriteAsync(new AttemptStart(id, attempt, started), cancellationToken);

    public Task<bool> FailAttemptAsync(RequestId id, AttemptRecord attempt, CancellationToken cancellationToken) =>
        Opened(_changes).FailAttemptAsync(id, attempt, cancellationToken);

    public Task<bool> FinishAsync(RequestId id, FinalOutcome outcome, CancellationToken cancellationToken) =>
        Opened(_finishes).WriteAsync(new Finish(id, outcome), cancellationToken);

    public Task<bool> CancelAsync(RequestId id, CancellationToken cancellationToken) => Opened(_changes).CancelAsync(id, cancellationToken);

    public Task<RenewOutcome> RenewAsync(CancellationToken cancellationToken) => Owned.RenewAsync(cancellationToken);

    public async Task<IReadOnlyList<StoredRequest>> TakeOverAsync(int max, CancellationToken cancellationToken) =>
        await Owned.TakeOverAsync(max, Opened(_reader), cancellationToken);

    public Task<bool> RecordCallbackAsync(RequestId id, DateTimeOffset outcome, CallbackState state, int tries, CancellationToken cancellationToken) =>
        Opened(_changes).RecordCallbackAsync(id, outcome, state, tries, cancellationToken);

    public Task<StoredRequest?> ReplayAsync(RequestId id, DateTimeOffset expires, CancellationToken cancellationToken) =>
        Opened(_changes).ReplayAsync(id, expires, cancellationToken);

    public Task<bool> AddDeadLetterAsync(StoredRequest letter, CancellationToken cancellationToken) => Opened(_letters).AddAsync(letter, cancellationToken);

    public Task<int> TrimDeadLettersAsync(string function, int kept, CancellationToken cancellationToken) =>
        Opened(_removal).TrimDeadLettersAsync(function, kept, cancellationToken);

    public Task<bool> DropAsync(RequestId id, CancellationToken cancellationToken) => Opened(_removal).DropAsync(id, cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => Opened(_removal).PurgeAsync(before, cancellationToken);

    public Task ReleaseAsync(CancellationToken cancellationToken) => Owned.ReleaseAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var group in (IAsyncDisposable?[])[_submissions, _starts, _finishes, _database])
        {
            if (group is not null)
            {
                await group.DisposeAsync();
            }
        }
    }

    private static T Opened<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException("The store has not been opened.");
}
