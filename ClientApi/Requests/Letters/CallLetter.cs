using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>A call that used up its attempts, as a dead letter.</summary>
internal static class CallLetter
{
    /// <param name="function">The function.</param>
    /// <param name="argument">Its argument as text.</param>
    /// <param name="priority">The call's.</param>
    /// <param name="failure">Of its last attempt, with those of all.</param>
    /// <param name="now">When it failed.</param>
    public static StoredRequest Of(string function, string argument, RequestPriority priority, DrpcFailure failure, DateTimeOffset now)
    {
        // A call by Thrift that waited for workers has no id.
        var id = failure.RequestId ?? RequestId.New();
        AttemptRecord[] attempts = [.. (failure.Attempts ?? []).Select((attempt, i) => RecordOf(attempt, i + 1, id))];
        var began = attempts.Length > 0 ? attempts[0].Started : now;

        // What workers say is as long as they like.
        var last = failure with { Message = Failures.Shortened(failure.Message), RequestId = id, Attempts = null, AttemptsUsedUp = false };
        return new StoredRequest(
            new NewRequest(id, function, argument, began, Expires: now, Priority: priority, IsCall: true),
            RequestStatus.DeadLetter,
            IsCancelled: false,
            attempts,
            new FinalOutcome(RequestStatus.DeadLetter, now, Answer: null, last),
            CallbackState.None,
            CallbackTries: 0);
    }

    // Numbered as attempts of durable requests are, which a replay goes on with.
    private static AttemptRecord RecordOf(AttemptFailure attempt, int number, RequestId id) =>
        new(number, attempt.StartedAt, attempt.EndedAt, new DrpcFailure(attempt.Code, Failures.Shortened(attempt.Message), id, attempt.Stage is { } stage ? Failures.Shortened(stage) : null));
}
