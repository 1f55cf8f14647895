using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansDrpc;

/// <summary>
/// Counts different items, exactly: emits their number. Over several partitions it must be grouped by <see cref="Grouping.Fields"/>, and
/// the counts be added up.
/// </summary>
public sealed class DistinctCountAggregator<T> : IAggregator<T, long>
{
    private readonly LongSet? _longs = typeof(T) == typeof(long) ? new LongSet() : null;
    private readonly HashSet<T> _seen = [];

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<T> items)
    {
        if (typeof(T) == typeof(long))
        {
            _longs!.Add(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, long>(ref MemoryMarshal.GetReference(items)), items.Length));
            return;
        }

        var seen = _seen;
        foreach (var item in items)
        {
            seen.Add(item);
        }
    }

    /// <inheritdoc/>
    public ValueTask FinishAsync(IEmitter<long> output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output.EmitAsync(_longs?.Count ?? _seen.Count, cancellationToken);
    }
}

/// <summary>The operator of <see cref="DistinctCountAggregator{T}"/>.</summary>
public static class DistinctCountOperator
{
    /// <summary>
    /// One value: how many different items there are, exactly; 0 where there are none. Equal is what the type's own Equals says. Keeps the
    /// different items in sets; where an estimate will do, <see cref="ApproximateDistinctCountOperator"/> keeps a few kilobytes.
    /// </summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="partitions">How many partitions share the items out by their hash; for several, the items must be of a type that
    /// <see cref="Grouping.Fields"/> takes as a key.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    public static StageBuilder<TArgument, long> DistinctCount<TArgument, T>(
        this StageBuilder<TArgument, T> builder, int partitions = 1, string? name = null) =>
        builder.InParts(
            "distinct-count",
            name,
            partitions,
            New<T>,
            New<T>,
            static () => new SumAggregator<long>(),
            ByKey.For<T, T>(static item => item, partitions),
            isIdempotent: StableHash.Supports(typeof(T)));

    private static DistinctCountAggregator<T> New<T>() => new();
}
