namespace OrleansDrpc.ClientApi;

/// <summary>A call over HTTP that waits for its answer. Disposed of at its end.</summary>
internal sealed class RunningCall(RunningCalls calls, RequestId id, CancellationToken hangUp) : IDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(hangUp);
    private volatile bool _isCancelled;

    public RequestId Id { get; } = id;

    /// <summary>Fires when its client goes away, or somebody cancels it.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Whether somebody has cancelled it by its id.</summary>
    public bool IsCancelled => _isCancelled;

    /// <summary>What its client is told then.</summary>
    public DrpcException Cancelled => new(new DrpcFailure(DrpcFailureCode.Cancelled, $"Request {Id} was cancelled by its id.", Id));

    public void Cancel()
    {
        _isCancelled = true;
        try
        {
            _ = _end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    public void Dispose()
    {
        calls.Leave(this);
        _end.Dispose();
    }
}
