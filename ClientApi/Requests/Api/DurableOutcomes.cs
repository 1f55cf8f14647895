using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Finds durable requests, and waits for their outcomes, wherever they run. Thread-safe.</summary>
internal sealed class DurableOutcomes(RequestStoreAccess access, DurableRuns runs, TimeProvider time)
{
    // How often to look for the outcome of a request that another front door runs.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <exception cref="RefusedException">There is none.</exception>
    /// <exception cref="RequestStoreException">It cannot be read now.</exception>
    public async Task<StoredRequest> GetAsync(RequestId id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) ?? throw RequestRefusals.NoSuchRequest(id.ToString());

    /// <summary>Waits for the outcome, but not longer than wanted.</summary>
    /// <param name="id">The request.</param>
    /// <param name="limit">How long; null: until it has its outcome.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The request; open: it has none yet.</returns>
    /// <exception cref="RefusedException">There is no such request.</exception>
    public async Task<StoredRequest> WaitAsync(RequestId id, TimeSpan? limit, CancellationToken cancellationToken)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            var run = runs.Find(id);
            var request = await GetAsync(id, cancellationToken);
            var rest = limit - time.GetElapsedTime(started);
            if (request.Status != RequestStatus.Open || rest <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
            {
                return request;
            }

            await WaitForNewsAsync(run?.Ended, run is null && (rest ?? Pause) >= Pause ? Pause : rest ?? Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    /// <summary>Waits for something to happen, or some time.</summary>
    public async Task WaitForNewsAsync(Task? news, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await (news ?? Task.Delay(limit, time, cancellationToken)).WaitAsync(limit, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Either way it is time to look.
        }
    }

    private async Task<StoredRequest?> FindAsync(RequestId id, CancellationToken cancellationToken)
    {
        var store = await access.GetAsync(cancellationToken);
        return await store.GetAsync(id, CancellationToken.None);
    }
}
