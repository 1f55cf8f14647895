namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>An aggregator of the library, and the same thing in one line.</summary>
/// <param name="Name">For people.</param>
/// <param name="Create">The aggregator.</param>
/// <param name="Evaluate">The same.</param>
/// <param name="EmitsOne">Whether it always emits exactly one value.</param>
/// <param name="KeyCount">Where each key's value follows from the items of that key: the key is the item modulo this number.</param>
internal sealed record AggregationKind(
    string Name, Func<IAggregator<long, long>> Create, Func<IReadOnlyList<long>, IEnumerable<long>> Evaluate, bool EmitsOne = true, long? KeyCount = null)
{
    private const int Keys = 7;

    public static AggregationKind Random(Random random) => random.Next(8) switch
    {
        0 => new("count", static () => new CountAggregator<long>(), static items => [items.Count]),
        1 => new("sum", static () => new SumAggregator<long>(), static items => [items.Sum()]),
        2 => new("distinct-count", static () => new DistinctCountAggregator<long>(), static items => [items.Distinct().Count()]),
        3 => new("fold", static () => new FoldAggregator<long, long, long>(0, static (sum, item) => sum + (item * item % 101), static sum => sum),
            static items => [items.Sum(static item => item * item % 101)]),
        4 => new("lowest", static () => new FirstAggregator<long>(ItemOrder.By(static (long item) => item)), static items => items.Order().Take(1), EmitsOne: false),
        5 => new("top", static () => new TopKAggregator<long>(5, ItemOrder.ByDescending(static (long item) => item)),
            static items => items.OrderDescending().Take(5), EmitsOne: false),
        6 => new("distinct", static () => new DistinctAggregator<long>(), static items => items.Distinct(), EmitsOne: false, Keys),
        _ => new("count-by", static () => new CountByKeyAggregator(Keys), static items => items.GroupBy(static item => item % Keys).Select(static key => CountByKeyAggregator.Value(key.Key, key.Count())),
            EmitsOne: false, Keys),
    };
}
