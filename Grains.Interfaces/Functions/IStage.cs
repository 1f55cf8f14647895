namespace OrleansDrpc;

/// <summary>
/// A step of a function that turns each item into any number of items. Created by dependency injection for every batch of items, so it
/// need not be thread-safe and must not keep anything between items that the answer depends on.
/// </summary>
/// <typeparam name="TIn">What comes in.</typeparam>
/// <typeparam name="TOut">What goes out.</typeparam>
public interface IStage<in TIn, TOut>
{
    /// <summary>Works on one item. An exception fails the request with its message.</summary>
    /// <param name="item">The item.</param>
    /// <param name="output">Takes what this item yields; await every emit.</param>
    /// <param name="cancellationToken">Fires when the request is cancelled, has failed elsewhere or is past its deadline.</param>
    ValueTask ExecuteAsync(TIn item, IEmitter<TOut> output, CancellationToken cancellationToken);
}
