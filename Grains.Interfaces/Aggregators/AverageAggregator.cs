using System.Numerics;

namespace OrleansDrpc;

/// <summary>The mean of numbers; emits null where there are none.</summary>
public sealed class AverageAggregator<T> : IAggregator<T, double?>
    where T : unmanaged, INumber<T>
{
    private NumberTotal<T> _total;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<T> items) => _total.Add(items);

    /// <inheritdoc/>
    public ValueTask FinishAsync(IEmitter<double?> output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output.EmitAsync(_total.Mean, cancellationToken);
    }
}

/// <summary>The operators of <see cref="AverageAggregator{T}"/>.</summary>
public static class AverageOperator
{
    /// <summary>
    /// One value: the mean of the items; null where there are none. Sum and count of the partitions are merged, not their means, so the
    /// partitions do not show in the answer. Keeps two numbers for each partition.
    /// </summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="partitions">How many partitions share the work.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    public static StageBuilder<TArgument, double?> Average<TArgument, T>(
        this StageBuilder<TArgument, T> builder, int partitions = 1, string? name = null)
        where T : unmanaged, INumber<T> =>
        builder.InParts(
            "average",
            name,
            partitions,
            static () => new AverageAggregator<T>(),
            static () => new NumberTotalAggregator<T>(),
            static () => NumberTotalAggregator<T>.Merge(static total => total.Mean));

    /// <summary>One value: the mean of the items, as a decimal; null where there are none.</summary>
    /// <inheritdoc cref="Average{TArgument, T}"/>
    public static StageBuilder<TArgument, decimal?> Average<TArgument>(
        this StageBuilder<TArgument, decimal> builder, int partitions = 1, string? name = null) =>
        builder.InParts(
            "average",
            name,
            partitions,
            static () => new FoldAggregator<NumberTotal<decimal>, decimal, decimal?>(default, Plus, Mean),
            static () => new NumberTotalAggregator<decimal>(),
            static () => NumberTotalAggregator<decimal>.Merge(Mean));

    private static NumberTotal<decimal> Plus(NumberTotal<decimal> total, decimal item)
    {
        total.Add([item]);
        return total;
    }

    private static decimal? Mean(NumberTotal<decimal> total) => total.Count == 0 ? null : total.Sum / total.Count;
}
