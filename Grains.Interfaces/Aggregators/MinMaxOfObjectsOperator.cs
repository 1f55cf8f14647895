namespace OrleansDrpc;

/// <summary>The lowest and the highest item, for items that are objects, such as strings and records.</summary>
public static class MinMaxOfObjectsOperator
{
    /// <summary>
    /// One value: the lowest item; null where there are none. Strings are ordered by their code units. Keeps one item for each partition.
    /// </summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="partitions">How many partitions share the work; the best of each are compared.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    /// <exception cref="ArgumentException">The items cannot be compared.</exception>
    public static StageBuilder<TArgument, T?> Min<TArgument, T>(
        this StageBuilder<TArgument, T> builder, int partitions = 1, string? name = null)
        where T : class
    {
        NaturalOrder.Require<T>();
        return First(builder, "min", ItemOrder<T>.Lowest, partitions, name);
    }

    /// <summary>
    /// One value: the highest item; null where there are none. Strings are ordered by their code units. Keeps one item for each partition.
    /// </summary>
    /// <inheritdoc cref="Min"/>
    public static StageBuilder<TArgument, T?> Max<TArgument, T>(
        this StageBuilder<TArgument, T> builder, int partitions = 1, string? name = null)
        where T : class
    {
        NaturalOrder.Require<T>();
        return First(builder, "max", ItemOrder<T>.Highest, partitions, name);
    }

    /// <summary>
    /// One value: the item of the lowest key; null where there are none. Of items with equal keys it is the same one in every run
    /// (see <see cref="TopKAggregator{T}"/>). Keeps one item for each partition.
    /// </summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="key">The key of an item: anything that can be compared. Must be thread-safe.</param>
    /// <param name="partitions">How many partitions share the work; the best of each are compared.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    public static StageBuilder<TArgument, T?> MinBy<TArgument, T, TKey>(
        this StageBuilder<TArgument, T> builder, Func<T, TKey> key, int partitions = 1, string? name = null)
        where T : class =>
        First(builder, "min-by", ItemOrder.By(key), partitions, name);

    /// <summary>
    /// One value: the item of the highest key; null where there are none. Of items with equal keys it is the same one in every run
    /// (see <see cref="TopKAggregator{T}"/>). Keeps one item for each partition.
    /// </summary>
    /// <inheritdoc cref="MinBy"/>
    public static StageBuilder<TArgument, T?> MaxBy<TArgument, T, TKey>(
        this StageBuilder<TArgument, T> builder, Func<T, TKey> key, int partitions = 1, string? name = null)
        where T : class =>
        First(builder, "max-by", ItemOrder.ByDescending(key), partitions, name);

    private static StageBuilder<TArgument, T?> First<TArgument, T>(
        StageBuilder<TArgument, T> builder, string kind, ItemOrder<T> order, int partitions, string? name)
        where T : class
    {
        Func<IAggregator<T, T?>> orNull = () => new FirstOrNullAggregator<T, T?>(order, static item => item);
        return builder.InParts(kind, name, partitions, orNull, () => new FirstAggregator<T>(order), orNull, isIdempotent: true);
    }
}
