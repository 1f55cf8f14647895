namespace OrleansDrpc;

/// <summary>Makes orders of items: <c>ItemOrder.ByDescending((Hit hit) => hit.Score).ThenBy(hit => hit.Id)</c>.</summary>
public static class ItemOrder
{
    /// <summary>Lowest key first.</summary>
    /// <param name="key">The key of an item: anything that can be compared; strings are ordered by their code units. Must be
    /// thread-safe.</param>
    public static ItemOrder<T> By<T, TKey>(Func<T, TKey> key) => new(ItemOrder<T>.Ascending(key));

    /// <summary>Highest key first.</summary>
    /// <inheritdoc cref="By"/>
    public static ItemOrder<T> ByDescending<T, TKey>(Func<T, TKey> key) => new(ItemOrder<T>.Descending(key));
}

/// <summary>An order of items by keys. Immutable and thread-safe. Made by <see cref="ItemOrder"/>.</summary>
public sealed class ItemOrder<T> : IComparer<T>
{
    private readonly Comparison<T> _compare;

    internal ItemOrder(Comparison<T> compare) => _compare = compare;

    /// <summary>The items' own order; the default where no other is given.</summary>
    internal static ItemOrder<T> Lowest { get; } = new(NaturalOrder.Compare);

    internal static ItemOrder<T> Highest { get; } = new(static (x, y) => NaturalOrder.Compare(y, x));

    /// <summary>Where this order holds items equal: lowest key first.</summary>
    /// <inheritdoc cref="ItemOrder.By"/>
    public ItemOrder<T> ThenBy<TKey>(Func<T, TKey> key) => Then(Ascending(key));

    /// <summary>Where this order holds items equal: highest key first.</summary>
    /// <inheritdoc cref="ItemOrder.By"/>
    public ItemOrder<T> ThenByDescending<TKey>(Func<T, TKey> key) => Then(Descending(key));

    /// <inheritdoc/>
    public int Compare(T? x, T? y) => _compare(x!, y!);

    internal static Comparison<T> Ascending<TKey>(Func<T, TKey> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        NaturalOrder.Require<TKey>();
        return (x, y) => NaturalOrder.Compare(key(x), key(y));
    }

    internal static Comparison<T> Descending<TKey>(Func<T, TKey> key)
    {
        var ascending = Ascending(key);
        return (x, y) => ascending(y, x);
    }

    private ItemOrder<T> Then(Comparison<T> next) => new((x, y) => _compare(x, y) is var result && result != 0 ? result : next(x, y));
}
