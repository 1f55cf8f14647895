namespace OrleansDrpc.Thrift;

/// <summary>What may end a call before its answer: its timeout, the caller, or the disposal of the client.</summary>
internal sealed class CallLimits : IDisposable
{
    // Timers run for 49 days at the most.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(49);

    private readonly TimeSpan? _timeout;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _any;
    private readonly CancellationToken _disposing;
    private readonly CancellationToken _caller;

    public CallLimits(TimeSpan? timeout, TimeProvider time, CancellationToken disposing, CancellationToken caller)
    {
        if (timeout <= TimeSpan.Zero)
        {
            throw new DrpcException(DrpcFailureCode.BadArgument, $"The timeout {timeout} of the call must be over zero.");
        }

        (_timeout, _disposing, _caller) = (timeout, disposing, caller);
        _timer = timeout < LongestTimeout ? new CancellationTokenSource(timeout.Value, time) : null;
        _any = _timer is not null || caller.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(caller, disposing, _timer?.Token ?? CancellationToken.None)
            : null;
    }

    public CancellationToken Token => _any?.Token ?? _disposing;

    /// <summary>What the caller gets when <see cref="Token"/> has ended the call.</summary>
    public Exception Reason(OutgoingCall call, OperationCanceledException end) =>
        _caller.IsCancellationRequested ? new OperationCanceledException($"The call of '{call.Function}' was cancelled.", end, _caller)
        : _disposing.IsCancellationRequested ? new DrpcException(
            DrpcFailureCode.Cancelled, $"The client was disposed of before the call of '{call.Function}' had its answer.", end)
        : new DrpcException(DrpcFailureCode.TimedOut, $"The call of '{call.Function}' has no answer after {_timeout}, the timeout of its caller.", end);

    public void Dispose()
    {
        _any?.Dispose();
        _timer?.Dispose();
    }
}
