using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Outcomes that were there when the lease on their requests was lost, so that they could not be recorded. A request that this front door becomes the
/// owner of again has its outcome from here, without running again. Thread-safe.
/// </summary>
internal sealed class HeldOutcomes(IOptions<RequestsOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<RequestId, (FinalOutcome Outcome, long Kept)> _held = new();
    private readonly TimeSpan _limit = 2 * options.Value.Lease;

    public void Keep(RequestId id, FinalOutcome outcome) => _held[id] = (outcome, time.GetTimestamp());

    /// <returns>Null: there is none.</returns>
    public FinalOutcome? Take(RequestId id) => _held.TryRemove(id, out var held) ? held.Outcome : null;

    /// <summary>Forgets those of requests that others have, after all was taken over that nobody had.</summary>
    public void ForgetOld()
    {
        foreach (var (id, held) in _held)
        {
            if (time.GetElapsedTime(held.Kept) > _limit)
            {
                _held.TryRemove(KeyValuePair.Create(id, held));
            }
        }
    }
}
