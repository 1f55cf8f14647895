using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <content>One attempt.</content>
internal sealed partial class DurableRun
{
    // For a request that has had attempts not before somebody serves the function, who alone may know how many it has.
    private AttemptCount Count => _count ??= new AttemptCount(_earlier, () => _services.MaxAttempts(Request.Function), _isReplayed);

    /// <returns>Whether another turn is to follow.</returns>
    private async ValueTask<bool> AttemptAsync()
    {
        // Its code may be such as must not run twice.
        if (_count is null && _earlier.Count > 0 && !_services.HasSettings(Request.Function))
        {
            _obstacle = DurableFailures.NotServed(Request);
            return true;
        }

        if (Count.Interruptions >= (Count.MayRunAgain ? _services.Options.MaxInterruptions : 1))
        {
            return await BuryInterruptedAsync();
        }

        var number = Count.Next;
        var attempt = new AttemptRecord(number, _services.Time.GetUtcNow(), null, null);
        try
        {
            // Such a request may wait for long; nothing is recorded of that.
            _services.Router.ThrowIfUnknown(Request.Function, Request.Id);

            // (2)
            if (await ArgumentAsync() is not { } argument || !await _store.StartAttemptAsync(Request.Id, number, attempt.Started, _ownershipEnd.Token))
            {
                Lose();
                return false;
            }

            // (3)
            _running = number;
            Tell();
            var answer = await ExecuteAsync(number, argument);

            // (4)
            return await FinishAsync(new FinalOutcome(
                RequestStatus.Succeeded, _services.Time.GetUtcNow(), answer.Value, null, EndOf(attempt, null), answer.Coverage));
        }
        catch (RequestStoreException)
        {
            // The store is away for a while: nothing can be begun.
            return true;
        }
        catch (Exception) when (_attemptEnd.IsCancellationRequested || _ownershipEnd.IsCancellationRequested)
        {
            return await CutOffAsync(attempt);
        }
        catch (DrpcException e)
        {
            return await FailAsync(attempt, e.Failure with { RequestId = Request.Id, Attempts = null });
        }
        catch (Exception e)
        {
            LogUnexpected(_services.Log, e, Request.Id, Request.Function);
            return await FailAsync(attempt, DurableFailures.Unexpected(Request, e));
        }
        finally
        {
            _running = 0;
        }
    }

    private Task<PartialAnswer<string>> ExecuteAsync(int number, string argument)
    {
        var call = new CallOptions
        {
            RequestId = Request.Id,
            Timeout = Max(Request.Expires - _services.Time.GetUtcNow(), TimeSpan.FromMilliseconds(1)),
            FirstAttempt = FirstOfEngine(number),
            MaxAttempts = 1,
            Priority = Request.Priority,
        };
        return _services.Router.ExecuteAsync(Request.Function, argument, call, _attemptEnd.Token);
    }

    /// <returns>Null: the request is not open any more.</returns>
    private async ValueTask<string?> ArgumentAsync() =>
        _argument ?? (await _store.GetAsync(Request.Id, _ownershipEnd.Token) is { Status: RequestStatus.Open } stored ? stored.Request.Argument : null);

    private async ValueTask<bool> FailAsync(AttemptRecord attempt, DrpcFailure failure)
    {
        var failed = EndOf(attempt, failure);
        switch (FailureVerdicts.Of(failure))
        {
            case FailureVerdict.Final:
                return await FinishAsync(Outcome(RequestStatus.Failed, failure, failed));
            case FailureVerdict.NotBegun:
                _obstacle = failure;
                return failure.Code == DrpcFailureCode.UnknownFunction || await RecordFailureAsync(failed);
            case FailureVerdict.CutOff when Count.MayRunAgain:
                Count.CutOff();
                return await RecordFailureAsync(failed);
            default:
                Count.Failed();
                return IsExpired ? await FinishAsync(Outcome(RequestStatus.Failed, DurableFailures.Expired(Request, failure), failed))
                    : Count.IsUsedUp ? await FinishAsync(Outcome(RequestStatus.DeadLetter, failure, failed))
                    : await RecordFailureAsync(failed);
        }
    }

    /// <summary>Something else than the attempt has ended the attempt.</summary>
    private async ValueTask<bool> CutOffAsync(AttemptRecord attempt)
    {
        if (_ownershipEnd.IsCancellationRequested)
        {
            return false;
        }

        if (_isCancelled)
        {
            var failure = DurableFailures.Cancelled(Request);
            return await FinishAsync(Outcome(RequestStatus.Cancelled, failure, EndOf(attempt, failure)));
        }

        if (!Count.MayRunAgain)
        {
            var failure = DurableFailures.StoppedForGood(Request);
            return await FinishAsync(Outcome(RequestStatus.DeadLetter, failure, EndOf(attempt, failure)));
        }

        await RecordFailureAsync(EndOf(attempt, DurableFailures.Stopped(Request)));
        return false;
    }

    /// <summary>Its attempts were cut off by the deaths of their front doors too often.</summary>
    private ValueTask<bool> BuryInterruptedAsync()
    {
        var failure = Count.MayRunAgain
            ? DurableFailures.Interrupted(Request, Count.Interruptions)
            : DurableFailures.InterruptedForGood(Request);

        // The last one gets its end, so that a front door that dies right after a replay does not pass it for the replay's.
        return FinishAsync(Outcome(RequestStatus.DeadLetter, failure, EndOf(Count.LastInterrupted!, failure)));
    }

    private AttemptRecord EndOf(AttemptRecord attempt, DrpcFailure? failure) => attempt with { Ended = _services.Time.GetUtcNow(), Failure = failure };

    private FinalOutcome Outcome(RequestStatus status, DrpcFailure failure, AttemptRecord? last = null) =>
        new(status, _services.Time.GetUtcNow(), null, failure, last);

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    [LoggerMessage(Level = LogLevel.Error, Message = "An attempt of durable request {Id} of function '{Function}' failed in the front door itself")]
    private static partial void LogUnexpected(ILogger log, Exception exception, RequestId id, string function);
}
