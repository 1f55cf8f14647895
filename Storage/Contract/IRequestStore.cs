namespace OrleansDrpc.Storage;

/// <summary>
/// Keeps durable requests: what was asked, every attempt, and the one final outcome. Whatever a method has returned from is on the disk, or in
/// the database, and survives the death of every process. Thread-safe. Several front doors may share a store, if it can be shared: each open
/// request has one owner at a time, and only its owner may change it. Nothing is seen that could still be lost. Closing a store gives nothing
/// up: what its owner had is handed out when its lease is over, or by <see cref="ReleaseAsync"/> before.
/// </summary>
/// <remarks>
/// Texts are any well-formed Unicode, U+0000 too. Times are kept as instants, to the microsecond at least. Every method may throw
/// <see cref="RequestStoreException"/>: the store cannot do it now.
/// </remarks>
internal interface IRequestStore : IAsyncDisposable
{
    /// <summary>Makes the store ready: creates or migrates it, recovers what is there. Comes before anything else, once.</summary>
    /// <param name="owner">This front door; unique for each start.</param>
    /// <param name="lease">How long what it owns stays its own without a renewal; it begins now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestStoreException">It cannot be used; the message says why and what to do.</exception>
    Task OpenAsync(OwnerId owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Records a request as open, owned by the caller. With an idempotency key that is known for the function, nothing is recorded: the answer is
    /// the request that has the key, whatever its id. Nor is anything recorded under an id that is there.
    /// </summary>
    /// <exception cref="RequestStoreException">The store cannot record it now; nothing was recorded, or, where the connection broke, that is not known.</exception>
    Task<AddOutcome> AddAsync(NewRequest request, CancellationToken cancellationToken);

    /// <summary>One request with its attempts, or null.</summary>
    Task<StoredRequest?> GetAsync(RequestId id, CancellationToken cancellationToken);

    /// <summary>Requests by filter, newest first, without their arguments and answers.</summary>
    Task<IReadOnlyList<StoredRequest>> ListAsync(RequestFilter filter, CancellationToken cancellationToken);

    /// <summary>Records that the owner begins an attempt; one of the same number is replaced.</summary>
    /// <returns>False: the request is not the caller's, or is no longer open; it must not be run.</returns>
    Task<bool> StartAttemptAsync(RequestId id, int attempt, DateTimeOffset started, CancellationToken cancellationToken);

    /// <summary>Records how an attempt failed that is not the last one; it takes the place of the one that was begun.</summary>
    /// <returns>False: the request is not the caller's, or is no longer open.</returns>
    Task<bool> FailAttemptAsync(RequestId id, AttemptRecord attempt, CancellationToken cancellationToken);

    /// <summary>Records the final outcome, with the failure of the last attempt where it failed. Exactly one outcome of a request is ever recorded.</summary>
    /// <returns>False: the request is not the caller's, or has its outcome already.</returns>
    Task<bool> FinishAsync(RequestId id, FinalOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Asks for an open request to end as cancelled, whoever owns it. An owner elsewhere learns of it by <see cref="RenewAsync"/>.</summary>
    /// <returns>False: there is no such open request. True also when somebody has asked before.</returns>
    Task<bool> CancelAsync(RequestId id, CancellationToken cancellationToken);

    /// <summary>
    /// Renews the caller's lease on everything that it owns; to be called several times in each lease. A front door that has not managed to for
    /// that long owns nothing any more and must stop what it runs; its new lease begins with this call, and it may take over again.
    /// </summary>
    Task<RenewOutcome> RenewAsync(CancellationToken cancellationToken);

    /// <summary>Makes the caller the owner of open requests, and of callbacks that are due, whose owner's lease is over. Never two callers of the same one.</summary>
    /// <param name="max">How many at the most; the oldest first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whole requests, with arguments and answers; none: nothing is due now.</returns>
    Task<IReadOnlyList<StoredRequest>> TakeOverAsync(int max, CancellationToken cancellationToken);

    /// <summary>Records how the delivery of the callback of a request stands that has its outcome.</summary>
    /// <param name="id">The request.</param>
    /// <param name="outcome">When the outcome came about that was delivered; it may be another one after a replay.</param>
    /// <param name="state">How the delivery stands.</param>
    /// <param name="tries">How often it was tried.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False: the request is not the caller's, is open, has another outcome, or its callback is settled.</returns>
    Task<bool> RecordCallbackAsync(RequestId id, DateTimeOffset outcome, CallbackState state, int tries, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a dead letter again, owned by the caller: its attempts are kept, its outcome, cancellation and callback begin anew. Of a request that
    /// ended otherwise but whose callback was given up, only the callback is due again.
    /// </summary>
    /// <param name="id">The request.</param>
    /// <param name="expires">Its new limit, if it is opened.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The request, open or with its callback pending; null: it is neither a dead letter nor one whose callback was given up.</returns>
    Task<StoredRequest?> ReplayAsync(RequestId id, DateTimeOffset expires, CancellationToken cancellationToken);

    /// <summary>Records a call that used up its attempts as a dead letter, with all that is known of it; it is never open before somebody replays it.</summary>
    /// <param name="letter">Of a call; its status, attempts and outcome are those of a dead letter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False: there is a request of that id.</returns>
    Task<bool> AddDeadLetterAsync(StoredRequest letter, CancellationToken cancellationToken);

    /// <summary>Forgets those dead letters of calls of a function that ended first. Those of submitted requests stay.</summary>
    /// <param name="function">The function.</param>
    /// <param name="kept">How many dead letters of its calls are kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many are forgotten.</returns>
    Task<int> TrimDeadLettersAsync(string function, int kept, CancellationToken cancellationToken);

    /// <summary>Forgets a request that has its outcome.</summary>
    /// <returns>False: there is none, or it is open.</returns>
    Task<bool> DropAsync(RequestId id, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets requests that have had their outcome since before <paramref name="before"/> and whose callback, if there is one,
    /// was delivered. Dead letters and given up callbacks stay until somebody replays or drops them.
    /// </summary>
    /// <returns>How many.</returns>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Hands everything that the caller owns to whoever takes it over next, at once. For a stop.</summary>
    Task ReleaseAsync(CancellationToken cancellationToken);
}
