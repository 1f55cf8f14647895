namespace OrleansDrpc;

/// <summary>
/// Emits the first <paramref name="count"/> items of an order, as single items. Where the order holds two items equal, numbers, strings,
/// dates and the like go by their own order and items of other types by their JSON text, so that the answer does not depend on who arrived
/// first; comparing JSON is slow, so end an order with many ties by something unique, such as an id.
/// </summary>
/// <param name="count">How many; at least 1.</param>
/// <param name="order">What comes first.</param>
public sealed class TopKAggregator<T>(int count, IComparer<T> order) : IAggregator<T, T>
{
    private readonly TopItems<T> _top = new(count, order);

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<T> items) => _top.Add(items);

    /// <inheritdoc/>
    public ValueTask FinishAsync(IEmitter<T> output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output.EmitManyAsync(_top.InOrder(), cancellationToken);
    }
}

/// <summary>The same, but emits them as one list.</summary>
internal sealed class TopKListAggregator<T>(int count, IComparer<T> order) : IAggregator<T, IReadOnlyList<T>>
{
    private readonly TopItems<T> _top = new(count, order);

    public void Add(ReadOnlySpan<T> items) => _top.Add(items);

    public ValueTask FinishAsync(IEmitter<IReadOnlyList<T>> output, CancellationToken cancellationToken) =>
        output.EmitAsync(_top.InOrder(), cancellationToken);
}
