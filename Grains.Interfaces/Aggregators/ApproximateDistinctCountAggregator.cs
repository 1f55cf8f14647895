namespace OrleansDrpc;

/// <summary>Estimates how many different items there are: emits the estimate.</summary>
public sealed class ApproximateDistinctCountAggregator<T> : IAggregator<T, long>
{
    private readonly HyperLogLog _sketch;

    /// <summary>The default precision.</summary>
    public ApproximateDistinctCountAggregator()
        : this(ApproximateDistinctCountOperator.DefaultPrecision)
    {
    }

    /// <param name="precision">See <see cref="ApproximateDistinctCountOperator"/>.</param>
    public ApproximateDistinctCountAggregator(int precision) => _sketch = new HyperLogLog(precision);

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<T> items) => Sketch.Add(_sketch, items);

    /// <inheritdoc/>
    public ValueTask FinishAsync(IEmitter<long> output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output.EmitAsync(_sketch.Estimate(), cancellationToken);
    }
}

/// <summary>The part of the estimate that one of several partitions works out: the registers of its sketch.</summary>
internal sealed class SketchAggregator<T>(int precision) : IAggregator<T, uint>
{
    private readonly HyperLogLog _sketch = new(precision);

    public void Add(ReadOnlySpan<T> items) => Sketch.Add(_sketch, items);

    public ValueTask FinishAsync(IEmitter<uint> output, CancellationToken cancellationToken) =>
        output.EmitManyAsync(_sketch.PackedRegisters, cancellationToken);
}

/// <summary>Puts the registers of the partitions together.</summary>
internal sealed class SketchMergeAggregator(int precision) : IAggregator<uint, long>
{
    private readonly HyperLogLog _sketch = new(precision);

    public void Add(ReadOnlySpan<uint> items)
    {
        foreach (var register in items)
        {
            _sketch.AddPacked(register);
        }
    }

    public ValueTask FinishAsync(IEmitter<long> output, CancellationToken cancellationToken) =>
        output.EmitAsync(_sketch.Estimate(), cancellationToken);
}

file static class Sketch
{
    public static void Add<T>(HyperLogLog sketch, ReadOnlySpan<T> items)
    {
        foreach (var item in items)
        {
            sketch.Add(StableHash.Of(item));
        }
    }
}
