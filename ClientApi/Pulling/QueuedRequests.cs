using System.Collections;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The requests of a function that wait for a worker, in turn by their priorities. Those of a priority are in the order of arrival whatever
/// leaves and comes back, so what comes back is at the head. Not thread-safe.
/// </summary>
internal sealed class QueuedRequests : IReadOnlyCollection<QueuedRequest>
{
    private static readonly Comparer<QueuedRequest> ByArrival = Comparer<QueuedRequest>.Create((a, b) => a.Number.CompareTo(b.Number));
    private readonly SortedSet<QueuedRequest> _interactive = new(ByArrival);
    private readonly SortedSet<QueuedRequest> _batch = new(ByArrival);
    private PriorityTurn _turn;

    public int Count => _interactive.Count + _batch.Count;

    /// <summary>The one whose turn it is; null: none waits.</summary>
    public QueuedRequest? Next => Of(_turn.Next(_interactive.Count, _batch.Count)).Min;

    public void Add(QueuedRequest request) => Of(request.Priority).Add(request);

    /// <summary>Takes one out that has its turn.</summary>
    public void Take(QueuedRequest request)
    {
        Remove(request);
        _turn.Took(request.Priority);
    }

    public void Remove(QueuedRequest request) => Of(request.Priority).Remove(request);

    public IEnumerator<QueuedRequest> GetEnumerator() => _interactive.Concat(_batch).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private SortedSet<QueuedRequest> Of(RequestPriority priority) => priority == RequestPriority.Batch ? _batch : _interactive;
}
