namespace OrleansDrpc;

/// <summary>
/// Emits the item that comes first in an order, and nothing where there are no items; skips nulls. Items that tie are told apart as by
/// <see cref="TopKAggregator{T}"/>.
/// </summary>
/// <param name="order">The order.</param>
public sealed class FirstAggregator<T>(IComparer<T> order) : IAggregator<T, T>
{
    private FirstItem<T> _first = new(order);

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<T> items) => _first.Add(items);

    /// <inheritdoc/>
    public ValueTask FinishAsync(IEmitter<T> output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        return _first.IsFound ? output.EmitAsync(_first.Item!, cancellationToken) : default;
    }
}

/// <summary>The same, but emits <c>default(TOut)</c>, a null, where there are no items.</summary>
internal sealed class FirstOrNullAggregator<T, TOut>(IComparer<T> order, Func<T, TOut> found) : IAggregator<T, TOut?>
{
    private FirstItem<T> _first = new(order);

    public void Add(ReadOnlySpan<T> items) => _first.Add(items);

    public ValueTask FinishAsync(IEmitter<TOut?> output, CancellationToken cancellationToken) =>
        output.EmitAsync(_first.IsFound ? found(_first.Item!) : default, cancellationToken);
}

/// <summary>The first item so far.</summary>
internal struct FirstItem<T>(IComparer<T> order)
{
    private readonly TotalOrder<T> _order = new(order ?? throw new ArgumentNullException(nameof(order)));

    public bool IsFound { get; private set; }

    public T? Item { get; private set; }

    public void Add(ReadOnlySpan<T> items)
    {
        foreach (var item in items)
        {
            if (item is not null && (!IsFound || _order.Compare(item, Item) < 0))
            {
                Item = item;
                IsFound = true;
            }
        }
    }
}
