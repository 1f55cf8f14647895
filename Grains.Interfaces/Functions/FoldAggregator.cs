namespace OrleansDrpc;

/// <summary>An aggregation that is a fold.</summary>
internal sealed class FoldAggregator<TState, TIn, TOut>(TState state, Func<TState, TIn, TState> add, Func<TState, TOut> finish)
    : IAggregator<TIn, TOut>
{
    private TState _state = state;

    public void Add(ReadOnlySpan<TIn> items)
    {
        foreach (var item in items)
        {
            _state = add(_state, item);
        }
    }

    public ValueTask FinishAsync(IEmitter<TOut> output, CancellationToken cancellationToken) =>
        output.EmitAsync(finish(_state), cancellationToken);
}
