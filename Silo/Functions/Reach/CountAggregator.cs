namespace OrleansDrpc.Functions;

/// <summary>Adds the partitions' counts up.</summary>
internal sealed class CountAggregator : IAggregator<long, long>
{
    private long _sum;

    public void Add(ReadOnlySpan<long> items)
    {
        foreach (var count in items)
        {
            _sum += count;
        }
    }

    public ValueTask FinishAsync(IEmitter<long> output, CancellationToken cancellationToken) => output.EmitAsync(_sum, cancellationToken);
}
