namespace OrleansDrpc.Tests;

/// <summary>Lays items into small batches as the edge's grouping says; without an edge, for the answer.</summary>
internal sealed class CollectingEmitter<T>(PlanEdge<T>? edge, int targets, ulong seed, StageContext context) : IEmitter<T>
{
    private readonly TaskBuffers<T> _buffers = new(targets, maxItems: 7, maxBytes: 1000);
    private readonly Partitioner<T>? _partitioner =
        edge?.ItemGrouping.CreatePartitioner(new PartitionerContext(targets, [.. Enumerable.Range(0, (targets + 1) / 2)], seed, "target"));

    public StageContext Context => context;

    public ValueTask EmitAsync(T item, CancellationToken cancellationToken = default) => EmitAsync([item], cancellationToken);

    public ValueTask EmitAsync(ReadOnlySpan<T> items, CancellationToken cancellationToken = default)
    {
        if (_partitioner is null)
        {
            _buffers.Add(0, items);
        }
        else
        {
            _partitioner.Add(items, _buffers);
        }

        return default;
    }

    public ValueTask EmitToAsync(int task, T item, CancellationToken cancellationToken = default)
    {
        _buffers.Add(task, item);
        return default;
    }

    public IReadOnlyCollection<(int Task, ItemBatch Batch)> Complete()
    {
        _buffers.CompleteAll();
        return _buffers.Full;
    }
}
