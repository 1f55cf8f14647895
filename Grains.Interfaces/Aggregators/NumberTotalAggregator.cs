using System.Numerics;

namespace OrleansDrpc;

/// <summary>The part of a sum or mean that one of several partitions works out, and the merge of the parts.</summary>
internal sealed class NumberTotalAggregator<T> : IAggregator<T, NumberTotal<T>>
    where T : unmanaged, INumber<T>
{
    private NumberTotal<T> _total;

    public void Add(ReadOnlySpan<T> items) => _total.Add(items);

    public ValueTask FinishAsync(IEmitter<NumberTotal<T>> output, CancellationToken cancellationToken) =>
        output.EmitAsync(_total, cancellationToken);

    public static FoldAggregator<NumberTotal<T>, NumberTotal<T>, TOut> Merge<TOut>(Func<NumberTotal<T>, TOut> finish) =>
        new(default, Plus, finish);

    private static NumberTotal<T> Plus(NumberTotal<T> total, NumberTotal<T> part)
    {
        total.Add(part);
        return total;
    }
}
