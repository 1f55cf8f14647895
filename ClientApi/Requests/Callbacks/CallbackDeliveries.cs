using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The deliveries that are this front door's own, in lanes by receiver, so that one that does not answer holds up few others. Thread-safe.
/// </summary>
internal sealed class CallbackDeliveries
{
    private const int LaneCount = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<RequestId, OwedCallback> _owed = [];
    private readonly CallbackLane[] _lanes;

    public CallbackDeliveries(CallbackDelivery delivery, TimeProvider time) =>
        _lanes = [.. Enumerable.Range(0, LaneCount).Select(_ => new CallbackLane(delivery, Settle, time))];

    /// <summary>How many outcomes are not delivered yet.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _owed.Count;
            }
        }
    }

    /// <summary>Begins to deliver the outcome that a request has now. An earlier delivery for the request ends.</summary>
    /// <param name="request">The request, with a callback.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="stamp">When it became this front door's own (<see cref="DurableRuns.Stamp"/>).</param>
    public void Add(NewRequest request, IRequestStore store, long stamp)
    {
        OwedCallback owed;
        lock (_lock)
        {
            var older = _owed.TryGetValue(request.Id, out var former) ? former.DropAsync() : Task.CompletedTask;
            owed = _owed[request.Id] = new OwedCallback(request.Id, store, stamp, older);
        }

        LaneOf(request.Callback!).Add(owed, TimeSpan.Zero);
    }

    /// <summary>Ends the delivery for a request that has no outcome any more, if there is one.</summary>
    public void Drop(RequestId id)
    {
        lock (_lock)
        {
            if (_owed.Remove(id, out var owed))
            {
                _ = owed.DropAsync();
            }
        }
    }

    /// <summary>Stops those up to a stamp; they are not this front door's own any more.</summary>
    public async Task LoseAsync(long upTo)
    {
        OwedCallback[] lost;
        lock (_lock)
        {
            lost = [.. _owed.Values.Where(one => one.Stamp <= upTo)];
            Array.ForEach(lost, one => _owed.Remove(one.Id));
        }

        await Task.WhenAll(lost.Select(one => one.DropAsync()).ToArray());
        Array.ForEach(_lanes, lane => lane.DiscardDropped());
    }

    /// <summary>Delivers until the token fires.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        BackgroundLoops.RunAsync(_lanes.Select(lane => (Func<CancellationToken, Task>)lane.RunAsync), cancellationToken);

    private CallbackLane LaneOf(string callback) =>
        _lanes[(uint)new Uri(callback).Authority.GetHashCode(StringComparison.Ordinal) % LaneCount];

    private void Settle(OwedCallback owed)
    {
        lock (_lock)
        {
            if (_owed.TryGetValue(owed.Id, out var current) && current == owed)
            {
                _owed.Remove(owed.Id);
            }
        }
    }
}
