using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A store in a folder that counts reads, and fails in ways that stores should not when the test says so.</summary>
internal sealed class WatchedStore(TempFolder folder) : IRequestStore, IRequestStoreFactory
{
    private readonly FileRequestStore _store = DurableDoor.Store(folder);
    private int _reads;
    private int _failingReads;
    private int _losses;

    public bool IsOff => false;

    public bool CanWait => false;

    /// <summary>How often a request was read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Whether renewals fail.</summary>
    public volatile bool FailRenewals;

    /// <summary>Has the next reads fail.</summary>
    public void FailReads(int count) => Volatile.Write(ref _failingReads, count);

    /// <summary>Has the lease run out before the next renewal.</summary>
    public void LoseLease() => Volatile.Write(ref _losses, 1);

    public IRequestStore Create() => this;

    public Task<StoredRequest?> GetAsync(RequestId id, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return Interlocked.Decrement(ref _failingReads) >= 0 ? throw new InvalidOperationException("a fault in a read") : _store.GetAsync(id, cancellationToken);
    }

    public async Task<RenewOutcome> RenewAsync(CancellationToken cancellationToken)
    {
        if (FailRenewals)
        {
            throw new InvalidOperationException("a fault in a renewal");
        }

        if (Interlocked.Exchange(ref _losses, 0) == 0)
        {
            return await _store.RenewAsync(cancellationToken);
        }

        await _store.ReleaseAsync(cancellationToken);
        return new RenewOutcome(StillOwned: false, []);
    }

    public Task OpenAsync(OwnerId owner, TimeSpan lease, CancellationToken cancellationToken) => _store.OpenAsync(owner, lease, cancellationToken);

    public Task<bool> AddDeadLetterAsync(StoredRequest letter, CancellationToken cancellationToken) => _store.AddDeadLetterAsync(letter, cancellationToken);

    public Task<int> TrimDeadLettersAsync(string function, int kept, CancellationToken cancellationToken) =>
        _store.TrimDeadLettersAsync(function, kept, cancellationToken);

    public Task<AddOutcome> AddAsync(NewRequest request, CancellationToken cancellationToken) => _store.AddAsync(request, cancellationToken);

    public Task<IReadOnlyList<StoredRequest>> ListAsync(RequestFilter filter, CancellationToken cancellationToken) => _store.ListAsync(filter, cancellationToken);

    public Task<bool> StartAttemptAsync(RequestId id, int attempt, DateTimeOffset started, CancellationToken cancellationToken) =>
        _store.StartAttemptAsync(id, attempt, started, cancellationToken);

    public Task<bool> FailAttemptAsync(RequestId id, AttemptRecord attempt, CancellationToken cancellationToken) =>
        _store.FailAttemptAsync(id, attempt, cancellationToken);

    public Task<bool> FinishAsync(RequestId id, FinalOutcome outcome, CancellationToken cancellationToken) => _store.FinishAsync(id, outcome, cancellationToken);

    public Task<bool> CancelAsync(RequestId id, CancellationToken cancellationToken) => _store.CancelAsync(id, cancellationToken);

    public Task<IReadOnlyList<StoredRequest>> TakeOverAsync(int max, CancellationToken cancellationToken) => _store.TakeOverAsync(max, cancellationToken);

    public Task<bool> RecordCallbackAsync(RequestId id, DateTimeOffset outcome, CallbackState state, int tries, CancellationToken cancellationToken) =>
        _store.RecordCallbackAsync(id, outcome, state, tries, cancellationToken);

    public Task<StoredRequest?> ReplayAsync(RequestId id, DateTimeOffset expires, CancellationToken cancellationToken) =>
        _store.ReplayAsync(id, expires, cancellationToken);

    public Task<bool> DropAsync(RequestId id, CancellationToken cancellationToken) => _store.DropAsync(id, cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => _store.PurgeAsync(before, cancellationToken);

    public Task ReleaseAsync(CancellationToken cancellationToken) => _store.ReleaseAsync(cancellationToken);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
