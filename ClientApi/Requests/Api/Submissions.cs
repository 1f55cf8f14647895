using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Takes durable requests in. Thread-safe.</summary>
internal sealed class Submissions(
    RequestStoreAccess access, DurableRuns runs, StopSignal stop, SiloFunctions silo, IOptions<RequestsOptions> options, TimeProvider time)
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
        ThrowIfFull(argument, id);

        var now = time.GetUtcNow();
        var expires = now + (call.Timeout ?? _options.DefaultExpiry);
        var request = new NewRequest(id, function, argument, now, expires, headers.Key, headers.Callback, call.Priority);
        var added = await store.AddAsync(request, CancellationToken.None);
        switch (added.Kind)
        {
            case AddKind.Joined:
                return added.Existing!;
            case AddKind.KeyTaken:
                throw RequestRefusals.KeyTaken(headers.Key!, added.Existing!);
            case AddKind.IdTaken:
                throw RequestRefusals.IdTaken(id);
            default:
                var callback = headers.Callback is null ? CallbackState.None : CallbackState.Pending;
                var stored = new StoredRequest(request, RequestStatus.Open, IsCancelled: false, [], null, callback, 0);
                runs.Add(stored, store);
                return stored;
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

    private void ThrowIfFull(string argument, RequestId id)
    {
        if (runs.Count >= _options.MaxOpen)
        {
            throw RequestRefusals.TooMany(runs.Count, id);
        }

        if (runs.Bytes + (sizeof(char) * (long)argument.Length) > _options.MaxOpenBytes)
        {
            throw RequestRefusals.TooLarge(_options.MaxOpenBytes, id);
        }
    }
}
