using System.Diagnostics.CodeAnalysis;

namespace OrleansDrpc;

/// <summary>
/// The requests that wait for a worker slot or a place, in turn: interactive ones before batch ones, but one turn in eight is the batch ones',
/// so that they get on, however many interactive ones there are. Not thread-safe.
/// </summary>
/// <typeparam name="TRequest">A request.</typeparam>
internal sealed class RequestTurns<TRequest>
{
    private const int InteractiveInARow = 7;
    private readonly Queue<TRequest> _interactive = new();
    private readonly Queue<TRequest> _batch = new();
    private int _inARow;

    public int Count => _interactive.Count + _batch.Count;

    public void Enqueue(TRequest request, RequestPriority priority) => (priority == RequestPriority.Batch ? _batch : _interactive).Enqueue(request);

    public bool TryDequeue([MaybeNullWhen(false)] out TRequest next)
    {
        if (_batch.Count > 0 && (_interactive.Count == 0 || _inARow >= InteractiveInARow))
        {
            _inARow = 0;
            return _batch.TryDequeue(out next);
        }

        _inARow = Math.Min(_inARow + 1, InteractiveInARow);
        return _interactive.TryDequeue(out next);
    }
}
