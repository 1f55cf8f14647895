namespace OrleansDrpc.ClientApi;

/// <content>How they end.</content>
internal sealed partial class WorkerQueues
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan? _stoppingSince;
    private volatile bool _isStopping;
    private bool _isClosed;

    public bool IsStopping => _isStopping;

    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.ShuttingDown"/>.</exception>
    public void ThrowIfStopping(RequestId? id)
    {
        if (_isStopping)
        {
            throw PulledFailures.Stopping(id);
        }
    }

    /// <summary>Takes no more calls from now on; workers go on with those that are open. The time to drain begins with the first call of this.</summary>
    public void BeginDrain()
    {
        lock (_lock)
        {
            if (_isStopping)
            {
                return;
            }

            _stoppingSince = Now;
            _isStopping = true;
            if (_open == 0)
            {
                _drained.TrySetResult();
            }
            else
            {
                LogDraining(_open);
            }
        }
    }

    /// <summary>Waits for open calls until the time to drain is over, fails those that are left, and gives workers nothing more.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        BeginDrain();
        try
        {
            var rest = _stoppingSince!.Value + _drainTimeout - Now;
            await _drained.Task.WaitAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, _time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // What is left is failed below.
        }

        Close();
    }

    private void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            var now = Now;
            foreach (var request in _functions.All.SelectMany(function => function.Queued).Concat(_leases.Values).ToArray())
            {
                End(request, now);
                request.Fail(PulledFailures.Stopped(request));
            }

            foreach (var pull in _functions.All.SelectMany(function => function.Pulls).Distinct().ToArray())
            {
                pull.End([], now);
            }
        }
    }
}
