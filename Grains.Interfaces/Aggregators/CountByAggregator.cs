using System.Runtime.InteropServices;

namespace OrleansDrpc;

/// <summary>
/// Counts the items of each key: emits a pair of key and count for every key. Over several partitions it must be grouped by the key.
/// </summary>
/// <param name="key">The key of an item.</param>
public sealed class CountByAggregator<T, TKey>(Func<T, TKey> key) : IAggregator<T, KeyValuePair<TKey, long>>
    where TKey : notnull
{
    private readonly Dictionary<TKey, long> _counts = [];

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<T> items)
    {
        foreach (var item in items)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, key(item), out _)++;
        }
    }

    /// <inheritdoc/>
    public ValueTask FinishAsync(IEmitter<KeyValuePair<TKey, long>> output, CancellationToken cancellationToken) =>
        output.EmitManyAsync(_counts, cancellationToken);
}

/// <summary>The operator of <see cref="CountByAggregator{T, TKey}"/>.</summary>
public static class CountByOperator
{
    /// <summary>
    /// Many values: each key with the number of its items, in no particular order; none where there are no items. For <c>ReturnsAll()</c>,
    /// a further stage, or <c>TopK</c>. Keeps a number for each key.
    /// </summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="key">The key of an item; for several partitions one that <see cref="Grouping.Fields"/> takes. Must be
    /// thread-safe.</param>
    /// <param name="partitions">How many partitions share the keys.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    public static StageBuilder<TArgument, KeyValuePair<TKey, long>> CountBy<TArgument, T, TKey>(
        this StageBuilder<TArgument, T> builder, Func<T, TKey> key, int partitions = 1, string? name = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(key);
        return builder.Aggregate(
            () => new CountByAggregator<T, TKey>(key), partitions, ByKey.For(key, partitions), name ?? builder.Unnamed("count-by"));
    }
}
