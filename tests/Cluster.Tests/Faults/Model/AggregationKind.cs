namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>An aggregator of the library, and the same thing in one line.</summary>
/// <param name="Name">For people.</param>
/// <param name="Create">The aggregator.</param>
/// <param name="Evaluate">The same.</param>
/// <param name="EmitsOne">Whether it always emits exactly one value.</param>
/// <param name="KeyCount">Where each key's value follows from the items of that key: the key is the item modulo this number.</param>
/// <param name="IsIdempotent">Whether an item that is added twice counts once.</param>
internal sealed record AggregationKind(
    string Name, Func<IAggregator<long, long>> Create, Func<IReadOnlyList<long>, IEnumerable<long>> Evaluate, bool EmitsOne = true, long? KeyCount = null,
    bool IsIdempotent = false)
{
    private const int Keys = 7;
    private const string CountBy = "count-by";

    /// <summary>What puts the outputs of several partitions together, however the items were shared out among them; null: nothing does.</summary>
    public Func<Random, AggregationKind>? Merge { get; private init; }

    /// <summary>Whether values may be what it makes of some of the items.</summary>
    /// <param name="values">The values, in order.</param>
    /// <param name="whole">What it makes of all items, in order.</param>
    /// <param name="items">The items, none of them below zero.</param>
    public bool MayMake(long[] values, long[] whole, IReadOnlyList<long> items) =>
        Name == CountBy ? values.Length <= whole.Length && values.All(value => whole.Any(all => all % CountByKeyAggregator.OfCount == value % CountByKeyAggregator.OfCount && all >= value))
        : EmitsOne ? values.Length == whole.Length && values.Zip(whole).All(pair => pair.First <= pair.Second)
        : values.Length <= whole.Length && !values.Except(items).Any();

    public static AggregationKind Random(Random random) => random.Next(9) switch
    {
        0 => new("count", static () => new CountAggregator<long>(), static items => [items.Count]),
        1 => new("sum", static () => new SumAggregator<long>(), static items => [items.Sum()]),
        2 => new("fold", static () => new FoldAggregator<long, long, long>(0, static (sum, item) => sum + (item * item % 101), static sum => sum),
            static items => [items.Sum(static item => item * item % 101)]),
        3 => new("top", static () => new TopKAggregator<long>(5, ItemOrder.ByDescending(static (long item) => item)),
            static items => items.OrderDescending().Take(5), EmitsOne: false),
        4 => new(CountBy, static () => new CountByKeyAggregator(Keys), static items => items.GroupBy(static item => item % Keys).Select(static key => CountByKeyAggregator.Value(key.Key, key.Count())),
            EmitsOne: false, Keys),
        _ => RandomIdempotent(random),
    };

    /// <summary>One that does not mind duplicates.</summary>
    public static AggregationKind RandomIdempotent(Random random) => random.Next(4) switch
    {
        0 => new("distinct-count", static () => new DistinctCountAggregator<long>(), static items => [items.Distinct().Count()], IsIdempotent: true),
        1 => Lowest,
        2 => Or,
        _ => Distinct,
    };

    private static AggregationKind Lowest => new(
        "lowest", static () => new FirstAggregator<long>(ItemOrder.By(static (long item) => item)), static items => items.Order().Take(1), EmitsOne: false, IsIdempotent: true)
    {
        Merge = static _ => Lowest,
    };

    private static AggregationKind Or => new(
        "or", static () => new FoldAggregator<long, long, long>(0, static (bits, item) => bits | item, static bits => bits),
        static items => [items.Aggregate(0L, static (bits, item) => bits | item)], IsIdempotent: true)
    {
        Merge = static _ => Or,
    };

    private static AggregationKind Distinct => new(
        "distinct", static () => new DistinctAggregator<long>(), static items => items.Distinct(), EmitsOne: false, Keys, IsIdempotent: true)
    {
        Merge = RandomIdempotent,
    };
}
