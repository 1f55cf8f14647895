using System.Collections.Concurrent;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>The deliveries that are this front door's own. Thread-safe.</summary>
internal sealed class CallbackDeliveries(CallbackServices services, ReplayBackoff backoff)
{
    private readonly ConcurrentDictionary<RequestId, (Task Delivery, CancellationTokenSource End, long Stamp)> _running = new();

    /// <summary>Begins to deliver the outcome of a request.</summary>
    /// <param name="id">The request.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="stamp">When it became this front door's own (<see cref="DurableRuns.Stamp"/>).</param>
    public void Add(RequestId id, IRequestStore store, long stamp)
    {
        var end = new CancellationTokenSource();
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var delivery = DeliverAsync(id, store, begin.Task, end.Token);
        if (_running.TryAdd(id, (delivery, end, stamp)))
        {
            begin.SetResult();
        }
        else
        {
            begin.SetCanceled(CancellationToken.None);
        }
    }

    /// <summary>Stops those up to a stamp; they are not this front door's own any more.</summary>
    public async Task LoseAsync(long upTo)
    {
        var lost = _running.Values.Where(one => one.Stamp <= upTo).ToArray();
        await Task.WhenAll(lost.Select(one => one.End.CancelAsync()));
        await Task.WhenAll(lost.Select(one => one.Delivery));
    }

    private async Task DeliverAsync(RequestId id, IRequestStore store, Task begin, CancellationToken end)
    {
        try
        {
            await begin;
            var reading = new Reading(id, store, end);
            await backoff.ExecuteAsync(reading.TryAsync, end);
            if (reading.Found is { Callback: CallbackState.Pending, Request.Callback: not null } request)
            {
                var delivery = new CallbackDelivery(request, store, services, end);
                await services.Backoff.ExecuteAsync(delivery.TryAsync, end);
            }
        }
        catch (OperationCanceledException)
        {
            // It goes on elsewhere, or is under way here already.
            if (begin.IsCanceled)
            {
                return;
            }
        }

        _running.TryRemove(id, out _);
    }

    /// <summary>Reads the request, however long the store is away.</summary>
    private sealed class Reading(RequestId id, IRequestStore store, CancellationToken end)
    {
        public StoredRequest? Found { get; private set; }

        public async ValueTask<bool> TryAsync()
        {
            try
            {
                Found = await store.GetAsync(id, end);
                return false;
            }
            catch (RequestStoreException)
            {
                return true;
            }
        }
    }
}
