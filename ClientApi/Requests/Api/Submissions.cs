using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Takes durable requests in. Thread-safe.</summary>
internal sealed class Submissions(
    RequestStoreAccess access, DurableRuns runs, OpenLimits limits, CallbackDeliveries callbacks, StopSignal stop, SiloFunctions silo, IOptions<RequestsOptions> options, TimeProvider time)
{
    private readonly RequestsOptions _options = options.Value;

    /// <summary>
    /// Records a request and runs it. What is known to be wrong with it is said before anything is recorded.
    /// </summary>
    /// <param name="function">The function; known.</param>
    /// <param name="argument">Its argument as text.</param>
    /// <param name="call">Its id, priority and how long it may take.</param>
    /// <param name="headers">What else its submitter says.</param>
    /// <param name="cancellationToken">The submitter does not wait for the answer any more. What is recorded is run all the same.</param>
    /// <returns>The request; with an idempotency key perhaps one from before.</returns>
    /// <exception cref="DrpcException">It is refused.</exception>
    /// <exception cref="RefusedException">There is no store, the key belongs to another argument, or the id to another request.</exception>
    /// <exception cref="RequestStoreException">It cannot be recorded now.</exception>
    public async Task<StoredRequest> SubmitAsync(
        string function, string argument, CallOptions call, SubmitHeaders headers, CancellationToken cancellationToken)
    {
        var id = call.RequestId!.Value;
        ThrowIfStopping(id);
        silo.ThrowIfBad(function, argument, id);
        var store = await access.GetAsync(cancellationToken);
        ThrowIfOwingTooMany(headers, id);

        var now = time.GetUtcNow();
        var expires = now + (call.Timeout ?? _options.DefaultExpiry);
        var request = new NewRequest(id, function, argument, now, expires, headers.Key, headers.Callback, call.Priority);
        var added = await AddAsync(request, store);
        switch (added.Kind)
        {
            case AddKind.Joined:
                return added.Existing!;
            case AddKind.KeyTaken:
                throw RequestRefusals.KeyTaken(headers.Key!, added.Existing!);
            case AddKind.IdTaken:
                throw RequestRefusals.IdTaken(id);
            default:
                var stored = Open(request);
                runs.AddSubmitted(stored, store);
                return stored;
        }
    }

    private static StoredRequest Open(NewRequest request) => new(
        request, RequestStatus.Open, IsCancelled: false, [], null, request.Callback is null ? CallbackState.None : CallbackState.Pending, 0);

    /// <summary>Takes the room for it before it is recorded, because submits that are under way at once would all find the same room.</summary>
    private async Task<AddOutcome> AddAsync(NewRequest request, IRequestStore store)
    {
        var bytes = OpenLimits.BytesOf(request.Argument);
        limits.Reserve(bytes, request.Id);
        var isAdded = false;
        try
        {
            var added = await store.AddAsync(request, CancellationToken.None);
            isAdded = added.Kind == AddKind.Added;
            return added;
        }
        finally
        {
            if (!isAdded)
            {
                limits.Release(bytes);
            }
        }
    }

    // As soon as the front door says that it stops.
    private void ThrowIfStopping(RequestId id)
    {
        if (stop.Token.IsCancellationRequested)
        {
            throw PulledFailures.Stopping(id);
        }
    }

    // A receiver that is away must not fill the memory with what it is owed.
    private void ThrowIfOwingTooMany(SubmitHeaders headers, RequestId id)
    {
        if (headers.Callback is not null && callbacks.Count >= _options.MaxOpen)
        {
            throw RequestRefusals.TooManyCallbacks(callbacks.Count, id);
        }
    }
}
