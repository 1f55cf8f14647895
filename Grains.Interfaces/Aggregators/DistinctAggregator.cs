namespace OrleansDrpc;

/// <summary>
/// Emits every item once, as single items. Over several partitions it must be grouped by <see cref="Grouping.Fields"/>, so that equal items
/// meet.
/// </summary>
public sealed class DistinctAggregator<T> : IAggregator<T, T>
{
    private readonly HashSet<T> _seen = [];

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<T> items)
    {
        foreach (var item in items)
        {
            _seen.Add(item);
        }
    }

    /// <inheritdoc/>
    public ValueTask FinishAsync(IEmitter<T> output, CancellationToken cancellationToken) => output.EmitManyAsync(_seen, cancellationToken);
}

/// <summary>Emits one item for every key, as single items. Grouped by the key it works over several partitions.</summary>
/// <param name="key">The key of an item.</param>
public sealed class DistinctByAggregator<T, TKey>(Func<T, TKey> key) : IAggregator<T, T>
    where TKey : notnull
{
    private readonly Dictionary<TKey, T> _seen = [];

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<T> items)
    {
        foreach (var item in items)
        {
            _seen.TryAdd(key(item), item);
        }
    }

    /// <inheritdoc/>
    public ValueTask FinishAsync(IEmitter<T> output, CancellationToken cancellationToken) =>
        output.EmitManyAsync(_seen.Values, cancellationToken);
}

/// <summary>The operators of <see cref="DistinctAggregator{T}"/>.</summary>
public static class DistinctOperator
{
    /// <summary>
    /// Many values: each different item once, in no particular order; none where there are none. For <c>ReturnsAll()</c> or a further
    /// stage. Equal is what the type's own Equals says. Keeps the different items of each partition in a set.
    /// </summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="partitions">How many partitions share the work; for several, the items must be of a type that
    /// <see cref="Grouping.Fields"/> takes as a key.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    public static StageBuilder<TArgument, T> Distinct<TArgument, T>(
        this StageBuilder<TArgument, T> builder, int partitions = 1, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        name ??= builder.Unnamed("distinct");
        return builder.Aggregate(
            static () => new DistinctAggregator<T>(), partitions, ByKey.For<T, T>(static item => item, partitions), name)
            .IdempotentIf(StableHash.Supports(typeof(T)));
    }

    /// <summary>
    /// Many values: one item for each different key, in no particular order; which of the items with a key is not said. For
    /// <c>ReturnsAll()</c> or a further stage. Keeps one item for each key.
    /// </summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="key">The key of an item; for several partitions one that <see cref="Grouping.Fields"/> takes. Must be
    /// thread-safe.</param>
    /// <param name="partitions">How many partitions share the work.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    public static StageBuilder<TArgument, T> DistinctBy<TArgument, T, TKey>(
        this StageBuilder<TArgument, T> builder, Func<T, TKey> key, int partitions = 1, string? name = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(key);
        return builder.Aggregate(
            () => new DistinctByAggregator<T, TKey>(key), partitions, ByKey.For(key, partitions), name ?? builder.Unnamed("distinct-by"))
            .IdempotentIf(StableHash.Supports(typeof(TKey)));
    }
}
