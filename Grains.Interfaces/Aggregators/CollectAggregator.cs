namespace OrleansDrpc;

/// <summary>Emits all items as one list, in no particular order; empty where there are none.</summary>
public sealed class CollectAggregator<T> : IAggregator<T, IReadOnlyList<T>>
{
    private readonly List<T> _items = [];

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<T> items) => _items.AddRange(items);

    /// <inheritdoc/>
    public ValueTask FinishAsync(IEmitter<IReadOnlyList<T>> output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output.EmitAsync(_items, cancellationToken);
    }
}

/// <summary>The operator of <see cref="CollectAggregator{T}"/>.</summary>
public static class CollectOperator
{
    /// <summary>
    /// One value: the list of all items, in no particular order; empty where there are none. All items meet in one place and travel on as
    /// one item, so several partitions would not help: mind the memory, and prefer <c>ReturnsAll()</c> where the list is the answer anyway.
    /// </summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    public static StageBuilder<TArgument, IReadOnlyList<T>> Collect<TArgument, T>(
        this StageBuilder<TArgument, T> builder, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Aggregate(static () => new CollectAggregator<T>(), 1, Grouping.Global, name ?? builder.Unnamed("collect"));
    }
}
