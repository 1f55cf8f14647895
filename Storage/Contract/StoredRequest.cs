namespace OrleansDrpc.Storage;

/// <summary>A front door, from its start to its end.</summary>
/// <param name="Value">32 hexadecimal digits; new for each start.</param>
internal readonly record struct OwnerId(string Value)
{
    public static OwnerId New() => new(RequestId.New().ToString());
}

/// <summary>A durable request as it is submitted.</summary>
/// <param name="Id">The request.</param>
/// <param name="Function">The function's name.</param>
/// <param name="Argument">Its argument as text.</param>
/// <param name="Submitted">When.</param>
/// <param name="Expires">When it ends as timed out, if it has no outcome by then.</param>
/// <param name="IdempotencyKey">The submitter's name for it, of its own in each function; null: none.</param>
/// <param name="Callback">Where its outcome is to be posted; null: nowhere.</param>
/// <param name="Priority">Whether it goes before or after others where requests wait.</param>
/// <param name="IsCall">It was a call, of which nothing was kept until it had used up its attempts.</param>
internal sealed record NewRequest(
    RequestId Id,
    string Function,
    string Argument,
    DateTimeOffset Submitted,
    DateTimeOffset Expires,
    string? IdempotencyKey = null,
    string? Callback = null,
    RequestPriority Priority = RequestPriority.Interactive,
    bool IsCall = false);

/// <summary>A durable request as it stands.</summary>
/// <param name="Request">What was submitted. In lists the argument is empty.</param>
/// <param name="Status">Open, or how it ended.</param>
/// <param name="IsCancelled">Somebody has asked for its end.</param>
/// <param name="Attempts">Every attempt so far, in order; one that runs, or was interrupted by its process' death, has no end.</param>
/// <param name="Outcome">The outcome; null: it is open. In lists the answer is null.</param>
/// <param name="Callback">How the delivery of its outcome stands.</param>
/// <param name="CallbackTries">How often that was tried.</param>
internal sealed record StoredRequest(
    NewRequest Request,
    RequestStatus Status,
    bool IsCancelled,
    IReadOnlyList<AttemptRecord> Attempts,
    FinalOutcome? Outcome,
    CallbackState Callback,
    int CallbackTries);

/// <summary>How a durable request stands.</summary>
internal enum RequestStatus
{
    /// <summary>It waits for an attempt, or one runs.</summary>
    Open = 0,

    /// <summary>It has its answer.</summary>
    Succeeded = 1,

    /// <summary>It failed for good: by its argument, an exception that its author marked permanent, or its time.</summary>
    Failed = 2,

    /// <summary>It was cancelled.</summary>
    Cancelled = 3,

    /// <summary>It used up its attempts; it waits for somebody to replay or drop it.</summary>
    DeadLetter = 4,
}

/// <summary>How the delivery of an outcome to its callback stands.</summary>
internal enum CallbackState
{
    /// <summary>There is no callback.</summary>
    None = 0,

    /// <summary>The outcome is not there yet, or was not delivered yet.</summary>
    Pending = 1,

    /// <summary>The receiver has said that it has it.</summary>
    Delivered = 2,

    /// <summary>It could not be delivered in all tries.</summary>
    GivenUp = 3,
}

/// <summary>One attempt.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When it ended; null: it runs, or its process died.</param>
/// <param name="Failure">Why it has no answer; null: it has one, or has not ended.</param>
internal sealed record AttemptRecord(int Number, DateTimeOffset Started, DateTimeOffset? Ended, DrpcFailure? Failure);

/// <summary>The one final outcome of a request.</summary>
/// <param name="Status">Not <see cref="RequestStatus.Open"/>.</param>
/// <param name="Ended">When.</param>
/// <param name="Answer">The answer, where it succeeded.</param>
/// <param name="Failure">The failure, where it did not.</param>
/// <param name="LastAttempt">
/// The last attempt with its end; null: none was running. Only for recording: what is read has it among its attempts, and null here.
/// </param>
/// <param name="Coverage">The share of the work that a partial answer covers, as <see cref="DrpcReply.Coverage"/>; null: the answer is whole.</param>
internal sealed record FinalOutcome(
    RequestStatus Status, DateTimeOffset Ended, string? Answer, DrpcFailure? Failure, AttemptRecord? LastAttempt = null, double? Coverage = null);

/// <summary>Which requests to list. Null: all.</summary>
/// <param name="Status">Those that stand so.</param>
/// <param name="Function">Those of a function.</param>
/// <param name="CallbackGivenUp">Those whose outcome could not be delivered.</param>
/// <param name="Before">Those submitted earlier, to go on from the last of a list before; with the id of that one for equal times.</param>
/// <param name="Limit">How many at the most.</param>
internal sealed record RequestFilter(
    RequestStatus? Status = null, string? Function = null, bool? CallbackGivenUp = null, (DateTimeOffset Submitted, RequestId Id)? Before = null, int Limit = 100);

/// <summary>What became of a submission.</summary>
/// <param name="Kind">Recorded, or which request is there already.</param>
/// <param name="Existing">The request that has the key, or the id; null: the new one was recorded.</param>
internal sealed record AddOutcome(AddKind Kind, StoredRequest? Existing = null)
{
    /// <param name="existing">The request that is in the way.</param>
    /// <param name="submitted">The one that was not recorded.</param>
    public static AddOutcome Met(StoredRequest existing, NewRequest submitted) => new(KindOf(existing.Request, submitted), existing);

    private static AddKind KindOf(NewRequest existing, NewRequest submitted)
    {
        var hasKey = submitted.IdempotencyKey is { } key && key == existing.IdempotencyKey && submitted.Function == existing.Function;
        if (!hasKey)
        {
            return AddKind.IdTaken;
        }

        return existing.Argument == submitted.Argument ? AddKind.Joined : AddKind.KeyTaken;
    }
}

/// <summary>What became of a submission.</summary>
internal enum AddKind
{
    /// <summary>It is recorded.</summary>
    Added = 0,

    /// <summary>A request with the same key, function and argument is there already.</summary>
    Joined = 1,

    /// <summary>The key belongs to a request of the function with another argument.</summary>
    KeyTaken = 2,

    /// <summary>The id belongs to a request with another key or none.</summary>
    IdTaken = 3,
}

/// <summary>What became of a renewal.</summary>
/// <param name="StillOwned">False: the lease had run out and others may have taken over; everything that runs must stop.</param>
/// <param name="Cancelled">All open requests of the caller whose end somebody has asked for; each until it has its outcome.</param>
internal sealed record RenewOutcome(bool StillOwned, IReadOnlyList<RequestId> Cancelled);
