using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// An outcome that this front door is to deliver. While it waits for its next try it is little more than a name; the outcome itself is read for each try.
/// Thread-safe.
/// </summary>
/// <param name="id">The request.</param>
/// <param name="store">Where it is kept.</param>
/// <param name="stamp">When it became this front door's own (<see cref="DurableRuns.Stamp"/>).</param>
/// <param name="older">The end of what was under way for the request before, which this one follows.</param>
internal sealed class OwedCallback(RequestId id, IRequestStore store, long stamp, Task older)
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _end;
    private TaskCompletionSource? _tried;
    private bool _isDropped;

    public RequestId Id { get; } = id;

    public IRequestStore Store { get; } = store;

    public long Stamp { get; } = stamp;

    public Task Older { get; } = older;

    /// <summary>What a try came to that could not be recorded yet; null: there is nothing of the kind. For the try that is under way.</summary>
    public CallbackProgress? Unrecorded { get; set; }

    /// <summary>Whether it is not to be delivered any more, or not from here.</summary>
    public bool IsDropped
    {
        get
        {
            lock (_lock)
            {
                return _isDropped;
            }
        }
    }

    /// <summary>Begins a try; <see cref="EndTry"/> ends it.</summary>
    /// <param name="end">Fires when it is dropped.</param>
    /// <returns>False: it was dropped.</returns>
    public bool TryBegin(out CancellationToken end)
    {
        lock (_lock)
        {
            if (_isDropped)
            {
                end = new CancellationToken(canceled: true);
                return false;
            }

            _end = new CancellationTokenSource();
            _tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            end = _end.Token;
            return true;
        }
    }

    public void EndTry()
    {
        TaskCompletionSource? tried;
        lock (_lock)
        {
            (tried, _tried, _end) = (_tried, null, null);
        }

        tried?.SetResult();
    }

    /// <summary>Ends it.</summary>
    /// <returns>Done when no try of it is under way any more.</returns>
    public Task DropAsync()
    {
        lock (_lock)
        {
            _isDropped = true;
            _ = _end?.CancelAsync();
            return _tried?.Task ?? Task.CompletedTask;
        }
    }
}
