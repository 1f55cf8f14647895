namespace OrleansDrpc;

/// <summary>
/// Collects what must meet: one instance for each request and partition, created by dependency injection, called by one caller at a time.
/// </summary>
/// <typeparam name="TIn">What comes in.</typeparam>
/// <typeparam name="TOut">What goes out.</typeparam>
public interface IAggregator<TIn, TOut>
{
    /// <summary>Takes items, in no particular order. The span is valid during the call only.</summary>
    void Add(ReadOnlySpan<TIn> items);

    /// <summary>
    /// Called exactly once, after every item meant for this partition has been added, and also when there was none.
    /// </summary>
    ValueTask FinishAsync(IEmitter<TOut> output, CancellationToken cancellationToken);
}
