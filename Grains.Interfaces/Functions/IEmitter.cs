namespace OrleansDrpc;

/// <summary>
/// Where a stage or an aggregator puts its items. Items travel in batches; an await takes long when the receivers are behind, and gives
/// the worker to others meanwhile. Thread-safe: emits of several tasks take turns, and up to 4,096 may wait; beyond that the request fails.
/// Every emit must have ended when the code returns.
/// </summary>
/// <typeparam name="T">The items.</typeparam>
public interface IEmitter<T>
{
    /// <summary>Where this code is running.</summary>
    StageContext Context { get; }

    /// <summary>Sends one item on, to the task or tasks that the grouping of the next stage says.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the wait for room. The item is on its way all the same.</param>
    ValueTask EmitAsync(T item, CancellationToken cancellationToken = default);

    /// <summary>Sends items on; the span may be reused as soon as the call has returned, before it is awaited.</summary>
    ValueTask EmitAsync(ReadOnlySpan<T> items, CancellationToken cancellationToken = default);

    /// <summary>Sends one item to a task of the sender's choice; the next stage must be grouped by <see cref="Grouping.Direct"/>.</summary>
    /// <param name="task">Its index: 0 to the number of tasks (<see cref="StageContext.TargetTaskCount"/>) less one.</param>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    ValueTask EmitToAsync(int task, T item, CancellationToken cancellationToken = default);
}
