namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>An aggregator of the library under faults of its own.</summary>
internal sealed class FaultyAggregator : IAggregator<long, long>
{
    private readonly IAggregator<long, long> _inner;
    private readonly CodeFault? _fault;
    private readonly Func<IEmitter<long>, IEmitter<long>> _through;

    public FaultyAggregator(IAggregator<long, long> inner, CodeFault? fault, Func<IEmitter<long>, IEmitter<long>> through)
    {
        fault?.StrikeNow();
        _inner = inner;
        _fault = fault;
        _through = through;
    }

    public void Add(ReadOnlySpan<long> items)
    {
        _fault?.StrikeNow();
        _inner.Add(items);
    }

    public async ValueTask FinishAsync(IEmitter<long> output, CancellationToken cancellationToken)
    {
        if (_fault is not null)
        {
            await _fault.StrikeAsync(cancellationToken);
        }

        await _inner.FinishAsync(_through(output), cancellationToken);
    }
}
