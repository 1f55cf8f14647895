namespace OrleansDrpc;

/// <summary>The operator of <see cref="ApproximateDistinctCountAggregator{T}"/>.</summary>
public static class ApproximateDistinctCountOperator
{
    /// <summary>16,384 registers, a standard error of 0.8 %.</summary>
    public const int DefaultPrecision = 14;

    /// <summary>
    /// One value: about how many different items there are (HyperLogLog); 0 where there are none. The standard error is 1.04 /
    /// sqrt(2^precision) of the true number, and near nothing for small numbers. The same items give the same estimate, whatever the
    /// partitions. Keeps 2^precision bytes for each partition, and items stay on their silo; <see cref="DistinctCountOperator"/> is exact,
    /// and keeps every item.
    /// </summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="partitions">How many partitions share the work; their sketches are merged.</param>
    /// <param name="precision">4 to 18; one more halves the square of the error and doubles the memory.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    /// <exception cref="ArgumentException">The items are not of a type that <see cref="StableHash"/> supports.</exception>
    public static StageBuilder<TArgument, long> ApproximateDistinctCount<TArgument, T>(
        this StageBuilder<TArgument, T> builder, int partitions = 1, int precision = DefaultPrecision, string? name = null)
    {
        HyperLogLog.CheckPrecision(precision);
        if (!StableHash.Supports(typeof(T)))
        {
            throw new ArgumentException(
                $"{TypeNames.Of(typeof(T))} has no hash that is the same on every silo; select a key of the items first.");
        }

        return builder.InParts(
            "approximate-distinct-count",
            name,
            partitions,
            () => new ApproximateDistinctCountAggregator<T>(precision),
            () => new SketchAggregator<T>(precision),
            () => new SketchMergeAggregator(precision),
            isIdempotent: true);
    }
}
