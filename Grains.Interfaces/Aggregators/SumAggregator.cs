using System.Numerics;

namespace OrleansDrpc;

/// <summary>Adds numbers up: emits their sum, 0 where there are none. A sum that does not fit the type is an error, never a wrong
/// answer.</summary>
public sealed class SumAggregator<T> : IAggregator<T, T>
    where T : unmanaged, INumber<T>
{
    private NumberTotal<T> _total;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<T> items) => _total.Add(items);

    /// <inheritdoc/>
    public ValueTask FinishAsync(IEmitter<T> output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output.EmitAsync(_total.Sum, cancellationToken);
    }
}

/// <summary>The operator of <see cref="SumAggregator{T}"/>.</summary>
public static class SumOperator
{
    /// <summary>
    /// One value: the sum of the items; 0 where there are none. A sum that does not fit <typeparamref name="T"/> fails the request.
    /// Integers of at most 64 bits are exact whatever they add up to half-way; double, float and Half are added up with compensation for
    /// rounding. Keeps one number for each partition.
    /// </summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="partitions">How many partitions share the work; their sums are added up.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    public static StageBuilder<TArgument, T> Sum<TArgument, T>(
        this StageBuilder<TArgument, T> builder, int partitions = 1, string? name = null)
        where T : unmanaged, INumber<T> =>
        builder.InParts(
            "sum",
            name,
            partitions,
            static () => new SumAggregator<T>(),
            static () => new NumberTotalAggregator<T>(),
            static () => NumberTotalAggregator<T>.Merge(static total => total.Sum));
}
