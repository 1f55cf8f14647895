namespace OrleansDrpc.Storage;

/// <summary>
/// Keeps durable requests: what was asked, every attempt, and the one final outcome. Whatever a method has returned from is on the disk, or in
/// the database, and survives the death of every process. Thread-safe. Several front doors may share a store, if it can be shared: each open
/// request has one owner at a time, and only its owner may change it.
/// </summary>
internal interface IRequestStore : IAsyncDisposable
{
    /// <summary>Makes the store ready: creates or migrates it, recovers what is there. Comes before anything else, once.</summary>
    /// <param name="owner">This front door; unique for each start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestStoreException">It cannot be used; the message says why and what to do.</exception>
    Task OpenAsync(OwnerId owner, CancellationToken cancellationToken);

    /// <summary>
    /// Records a request as open, owned by the caller. With an idempotency key that is known for the function, nothing is recorded: the answer is
    /// the request that has the key.
    /// </summary>
    /// <exception cref="RequestStoreException">The store cannot record it now; nothing was recorded, or, where the connection broke, that is not known.</exception>
    Task<AddOutcome> AddAsync(NewRequest request, CancellationToken cancellationToken);

    /// <summary>One request with its attempts, or null.</summary>
    Task<StoredRequest?> GetAsync(RequestId id, CancellationToken cancellationToken);

    /// <summary>Requests by filter, newest first, without their arguments and results.</summary>
    Task<IReadOnlyList<StoredRequest>> ListAsync(RequestFilter filter, CancellationToken cancellationToken);

    /// <summary>Records that the owner begins an attempt.</summary>
    /// <returns>False: the request is not the caller's, or is no longer open; it must not be run.</returns>
    Task<bool> StartAttemptAsync(RequestId id, int attempt, DateTimeOffset started, CancellationToken cancellationToken);

    /// <summary>Records how an attempt failed that is not the last one.</summary>
    /// <returns>False: the request is not the caller's, or is no longer open.</returns>
    Task<bool> FailAttemptAsync(RequestId id, AttemptRecord attempt, CancellationToken cancellationToken);

    /// <summary>Records the final outcome, with the failure of the last attempt where it failed. Exactly one outcome of a request is ever recorded.</summary>
    /// <returns>False: the request is not the caller's, or has its outcome already.</returns>
    Task<bool> FinishAsync(RequestId id, FinalOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Asks for an open request to end as cancelled, whoever owns it. An owner elsewhere learns of it by <see cref="RenewAsync"/>.</summary>
    /// <returns>False: there is no such open request.</returns>
    Task<bool> CancelAsync(RequestId id, CancellationToken cancellationToken);

    /// <summary>
    /// Renews the caller's lease on everything that it owns; to be called several times in each <paramref name="lease"/>. A front door that has not
    /// managed to for that long owns nothing any more and must stop what it runs.
    /// </summary>
    Task<RenewOutcome> RenewAsync(TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Makes the caller the owner of open requests, and of callbacks that are due, whose owner's lease is over. Never two callers of the same one.</summary>
    Task<IReadOnlyList<StoredRequest>> TakeOverAsync(int max, CancellationToken cancellationToken);

    /// <summary>Records how the delivery of a request's callback stands.</summary>
    /// <returns>False: the request is not the caller's.</returns>
    Task<bool> RecordCallbackAsync(RequestId id, CallbackState state, int tries, CancellationToken cancellationToken);

    /// <summary>Opens a dead letter again, owned by the caller, with its attempts kept and its outcome taken back.</summary>
    /// <param name="id">The request.</param>
    /// <param name="expires">Its new limit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The request; null: it is no dead letter.</returns>
    Task<StoredRequest?> ReplayAsync(RequestId id, DateTimeOffset expires, CancellationToken cancellationToken);

    /// <summary>Forgets a request that has its outcome.</summary>
    /// <returns>False: there is none, or it is open.</returns>
    Task<bool> DropAsync(RequestId id, CancellationToken cancellationToken);

    /// <summary>Forgets requests that have had their outcome since before <paramref name="before"/> and whose callback is settled; dead letters stay.</summary>
    /// <returns>How many.</returns>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Hands everything that the caller owns to whoever takes it over next, at once. For a stop.</summary>
    Task ReleaseAsync(CancellationToken cancellationToken);
}
