using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <content>What goes into the store. While that is away, it is tried again for as long as the request is this front door's.</content>
internal sealed partial class DurableRun
{
    /// <returns>Whether the request goes on.</returns>
    private async ValueTask<bool> RecordFailureAsync(AttemptRecord attempt)
    {
        var isRecorded = await RecordAsync(_ => _store.FailAttemptAsync(Request.Id, attempt, _ownershipEnd.Token));
        Tell();
        if (!isRecorded)
        {
            Lose();
        }

        return isRecorded;
    }

    /// <returns>False: no further turn.</returns>
    private async ValueTask<bool> FinishAsync(FinalOutcome outcome)
    {
        _isSettled = true;
        HasOutcome = await RecordAsync(async isAgain =>
            await _store.FinishAsync(Request.Id, outcome, _ownershipEnd.Token)
            || (isAgain && await IsRecordedAsync(outcome)));
        if (!HasOutcome)
        {
            _services.Held.Keep(Request.Id, outcome);
        }

        return false;
    }

    /// <summary>Where the answer to a first try was lost, its outcome may be there.</summary>
    private async Task<bool> IsRecordedAsync(FinalOutcome outcome) =>
        await _store.GetAsync(Request.Id, _ownershipEnd.Token) is { Outcome: { } recorded }
        && recorded.Status == outcome.Status
        && recorded.Answer == outcome.Answer
        && (recorded.Ended - outcome.Ended).Duration() < TimeSpan.FromMilliseconds(1);

    private async ValueTask<bool> RecordAsync(Func<bool, Task<bool>> record)
    {
        var recording = new Recording(record, this);
        try
        {
            await _services.Backoff.ExecuteAsync(recording.TryAsync, _ownershipEnd.Token);
            return recording.IsDone;
        }
        catch (OperationCanceledException) when (_ownershipEnd.IsCancellationRequested)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of durable request {Id} cannot be recorded yet: {Obstacle}")]
    private static partial void LogNotRecorded(ILogger log, RequestId id, string obstacle);

    private sealed class Recording(Func<bool, Task<bool>> record, DurableRun run)
    {
        private bool _isAgain;

        public bool IsDone { get; private set; }

        public async ValueTask<bool> TryAsync()
        {
            try
            {
                IsDone = await record(_isAgain);
                return false;
            }
            catch (RequestStoreException e)
            {
                if (!_isAgain)
                {
                    LogNotRecorded(run._services.Log, run.Request.Id, e.Message);
                }

                _isAgain = true;
                return true;
            }
        }
    }
}
