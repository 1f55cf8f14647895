using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Delivers outcomes: try after try, each recorded, until the receiver has it or it is given up. Thread-safe.</summary>
internal sealed class CallbackDelivery(CallbackPost post, CallbackServices services)
{
    // While the store is away there is nothing to read, and nothing can be recorded.
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(1);

    /// <returns>How long to wait for the next try; null: there is none.</returns>
    public async Task<TimeSpan?> TryAsync(OwedCallback owed)
    {
        if (!owed.TryBegin(out var end))
        {
            return null;
        }

        try
        {
            await owed.Older;
            owed.Unrecorded ??= await PostAsync(owed, end);
            return owed.Unrecorded is null ? null : await RecordAsync(owed, end);
        }
        catch (Exception) when (end.IsCancellationRequested)
        {
            // It goes on elsewhere, or there is another outcome.
            return null;
        }
        catch (RequestStoreException)
        {
            return StorePause;
        }
        catch (Exception e)
        {
            services.LogFailed(e, owed.Id);
            return services.Backoff.Longest;
        }
        finally
        {
            owed.EndTry();
        }
    }

    /// <returns>Null: there is nothing to deliver.</returns>
    private async Task<CallbackProgress?> PostAsync(OwedCallback owed, CancellationToken end)
    {
        var stored = await owed.Store.GetAsync(owed.Id, end);
        if (stored is not { Outcome: { } outcome, Callback: CallbackState.Pending })
        {
            return null;
        }

        var tries = stored.CallbackTries + 1;
        var failure = await post.SendAsync(stored, tries, end);
        return new CallbackProgress(outcome.Ended, failure is null ? CallbackState.Delivered : StateAfter(failure, stored.Request, tries), tries);
    }

    private CallbackState StateAfter(string failure, NewRequest request, int tries)
    {
        var host = new Uri(request.Callback!).Host;
        services.LogNotDelivered(tries, request.Id, host, failure);
        if (tries < services.Options.CallbackMaxTries)
        {
            return CallbackState.Pending;
        }

        services.LogGivenUp(request.Id, host, tries);
        return CallbackState.GivenUp;
    }

    /// <summary>Where that is not possible now, what is known already is recorded later, not sent again.</summary>
    private async Task<TimeSpan?> RecordAsync(OwedCallback owed, CancellationToken end)
    {
        var (outcome, state, tries) = owed.Unrecorded!;
        var isCurrent = await owed.Store.RecordCallbackAsync(owed.Id, outcome, state, tries, end);
        owed.Unrecorded = null;
        return isCurrent && state == CallbackState.Pending ? services.Backoff.After(tries) : null;
    }
}
