using System.Diagnostics.CodeAnalysis;

namespace OrleansDrpc;

/// <summary>The requests that wait for a worker slot or a place, in turn by their priorities. Not thread-safe.</summary>
/// <typeparam name="TRequest">A request.</typeparam>
internal sealed class RequestTurns<TRequest>
{
    private readonly Queue<TRequest> _interactive = new();
    private readonly Queue<TRequest> _batch = new();
    private PriorityTurn _turn;

    public int Count => _interactive.Count + _batch.Count;

    public void Enqueue(TRequest request, RequestPriority priority) => Of(priority).Enqueue(request);

    public bool TryDequeue([MaybeNullWhen(false)] out TRequest next)
    {
        var priority = _turn.Next(_interactive.Count, _batch.Count);
        _turn.Took(priority);
        return Of(priority).TryDequeue(out next);
    }

    private Queue<TRequest> Of(RequestPriority priority) => priority == RequestPriority.Batch ? _batch : _interactive;
}
