namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>Counts by key, and makes one number of key and count.</summary>
internal sealed class CountByKeyAggregator(long keys) : IAggregator<long, long>
{
    /// <summary>By what a value's count is multiplied; the rest is its key.</summary>
    public const long OfCount = 1000;

    private readonly Dictionary<long, long> _counts = [];

    public static long Value(long key, long count) => (count * OfCount) + key;

    public void Add(ReadOnlySpan<long> items)
    {
        foreach (var item in items)
        {
            _counts[item % keys] = _counts.GetValueOrDefault(item % keys) + 1;
        }
    }

    public async ValueTask FinishAsync(IEmitter<long> output, CancellationToken cancellationToken)
    {
        foreach (var (key, count) in _counts)
        {
            await output.EmitAsync(Value(key, count), cancellationToken);
        }
    }
}
