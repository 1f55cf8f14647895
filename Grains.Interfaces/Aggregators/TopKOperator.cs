namespace OrleansDrpc;

/// <summary>The operators of <see cref="TopKAggregator{T}"/>.</summary>
public static class TopKOperator
{
    /// <summary>
    /// One value: the list of the first <paramref name="count"/> items of an order, first one first, or of all where there are fewer; empty
    /// where there are none. Ties are broken as <see cref="TopKAggregator{T}"/> says. Keeps <paramref name="count"/> items for each
    /// partition; an item that does not make it costs one comparison.
    /// </summary>
    /// <example><c>.TopK(10, ItemOrder.ByDescending((Hit hit) => hit.Score).ThenBy(hit => hit.Id), partitions: 4)</c></example>
    /// <param name="builder">The stages so far.</param>
    /// <param name="count">How many; at least 1.</param>
    /// <param name="order">What comes first; see <see cref="ItemOrder"/>. Must be thread-safe.</param>
    /// <param name="partitions">How many partitions share the work; their first items are merged.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    public static StageBuilder<TArgument, IReadOnlyList<T>> TopK<TArgument, T>(
        this StageBuilder<TArgument, T> builder, int count, IComparer<T> order, int partitions = 1, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(order);
        Func<IAggregator<T, IReadOnlyList<T>>> list = () => new TopKListAggregator<T>(count, order);
        return builder.InParts("top-k", name, partitions, list, () => new TopKAggregator<T>(count, order), list);
    }

    /// <summary>The same, of the items with the highest keys, highest first.</summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="count">How many; at least 1.</param>
    /// <param name="key">The key of an item: anything that can be compared. Must be thread-safe.</param>
    /// <param name="partitions">How many partitions share the work; their first items are merged.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    public static StageBuilder<TArgument, IReadOnlyList<T>> TopK<TArgument, T, TKey>(
        this StageBuilder<TArgument, T> builder, int count, Func<T, TKey> key, int partitions = 1, string? name = null) =>
        builder.TopK(count, ItemOrder.ByDescending(key), partitions, name);

    /// <summary>The same, of the highest items, highest first.</summary>
    /// <inheritdoc cref="TopK{TArgument, T}(StageBuilder{TArgument, T}, int, IComparer{T}, int, string)"/>
    /// <exception cref="ArgumentException">The items cannot be compared.</exception>
    public static StageBuilder<TArgument, IReadOnlyList<T>> TopK<TArgument, T>(
        this StageBuilder<TArgument, T> builder, int count, int partitions = 1, string? name = null)
    {
        NaturalOrder.Require<T>();
        return builder.TopK(count, ItemOrder<T>.Highest, partitions, name);
    }
}
