namespace OrleansDrpc.Functions.Tests;

/// <summary>Keeps what is emitted.</summary>
internal sealed class Collected<T> : IEmitter<T>
{
    public List<T> Items { get; } = [];

    public StageContext Context { get; } = new(new AttemptId(RequestId.New(), 1), "function", "stage", 0, 1, 1, "silo");

    public ValueTask EmitAsync(T item, CancellationToken cancellationToken = default)
    {
        Items.Add(item);
        return default;
    }

    public ValueTask EmitAsync(ReadOnlySpan<T> items, CancellationToken cancellationToken = default)
    {
        Items.AddRange(items);
        return default;
    }

    public ValueTask EmitToAsync(int task, T item, CancellationToken cancellationToken = default) => EmitAsync(item, cancellationToken);
}
