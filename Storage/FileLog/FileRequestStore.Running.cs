namespace OrleansDrpc.Storage;

internal sealed partial class FileRequestStore
{
    public Task<bool> StartAttemptAsync(RequestId id, int attempt, DateTimeOffset started, CancellationToken cancellationToken) =>
        RecordAttemptAsync(id, new AttemptRecord(attempt, started, null, null), cancellationToken);

    public Task<bool> FailAttemptAsync(RequestId id, AttemptRecord attempt, CancellationToken cancellationToken) =>
        RecordAttemptAsync(id, attempt, cancellationToken);

    public Task<bool> FinishAsync(RequestId id, FinalOutcome outcome, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = RecordText.Of(outcome.Answer);
        return Writer.RunAsync(changes => Finish(changes, id, outcome, answer), answer.Bytes.Length);
    }

    public Task<bool> CancelAsync(RequestId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Writer.RunAsync(changes => Cancel(changes, id));
    }

    public Task<bool> RecordCallbackAsync(RequestId id, DateTimeOffset outcome, CallbackState state, int tries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Writer.RunAsync(changes => RecordCallback(changes, id, outcome.UtcTicks, state, tries));
    }

    private Task<bool> RecordAttemptAsync(RequestId id, AttemptRecord attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Writer.RunAsync(changes =>
        {
            if (changes.Find(id) is not { IsOwned: true, Open: { } open } entry)
            {
                return false;
            }

            PutOpen(changes, entry, open with { Attempts = With(open.Attempts, attempt) });
            return true;
        });
    }

    private static bool Finish(Changes changes, RequestId id, FinalOutcome outcome, RecordText answer)
    {
        if (changes.Find(id) is not { IsOwned: true, Open: { } open } entry)
        {
            return false;
        }

        var attempts = outcome.LastAttempt is { } last ? With(open.Attempts, last) : open.Attempts;
        var ended = open with { Attempts = attempts, Outcome = outcome };
        changes.Put(entry with
        {
            Status = outcome.Status,
            Ended = outcome.Ended.UtcTicks,
            Open = null,
            State = changes.Append(ended, static (head, ended) => head.Ended(ended), answer),
        });
        return true;
    }

    private static bool Cancel(Changes changes, RequestId id)
    {
        if (changes.Find(id) is not { Open: { } open } entry)
        {
            return false;
        }

        if (!open.IsCancelled)
        {
            PutOpen(changes, entry, open with { IsCancelled = true });
        }

        return true;
    }

    private static bool RecordCallback(Changes changes, RequestId id, long outcome, CallbackState state, int tries)
    {
        if (changes.Find(id) is not { IsOwned: true, Open: null, Callback: CallbackState.Pending } entry || entry.Ended != outcome)
        {
            return false;
        }

        PutCallback(changes, entry, state, tries);
        return true;
    }

    private static void PutOpen(Changes changes, Entry entry, StoredRequest open) =>
        changes.Put(entry with { Open = open, State = changes.Append(open, static (head, open) => head.Open(open), RecordText.None) });

    private static void PutCallback(Changes changes, Entry entry, CallbackState state, int tries) => changes.Put(entry with
    {
        Callback = state,
        CallbackTries = tries,
        CallbackAt = changes.Append((entry.Id, state, tries), static (head, all) => head.Callback(all.Id, all.state, all.tries), RecordText.None),
    });

    private static AttemptRecord[] With(IReadOnlyList<AttemptRecord> attempts, AttemptRecord attempt) =>
        [.. attempts.Where(one => one.Number != attempt.Number), attempt];
}
