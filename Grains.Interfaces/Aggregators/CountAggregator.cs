namespace OrleansDrpc;

/// <summary>Counts items: emits their number, 0 where there are none.</summary>
public sealed class CountAggregator<T> : IAggregator<T, long>
{
    private long _count;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<T> items) => _count += items.Length;

    /// <inheritdoc/>
    public ValueTask FinishAsync(IEmitter<long> output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output.EmitAsync(_count, cancellationToken);
    }
}

/// <summary>The operator of <see cref="CountAggregator{T}"/>.</summary>
public static class CountOperator
{
    /// <summary>One value: how many items there are; 0 where there are none. Keeps one number for each partition.</summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="partitions">How many partitions share the work; their counts are added up.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    public static StageBuilder<TArgument, long> Count<TArgument, T>(
        this StageBuilder<TArgument, T> builder, int partitions = 1, string? name = null) =>
        builder.InParts("count", name, partitions, New<T>, New<T>, static () => new SumAggregator<long>());

    private static CountAggregator<T> New<T>() => new();
}
