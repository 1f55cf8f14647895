using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>A grain timer: each tick is a call to the activation; the next one is armed when it has ended, so ticks never overlap.</summary>
internal sealed partial class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationTokenSource _stopped = new();
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private TimeSpan _nextDueTime;
    private TimeSpan _period;
    private bool _ticking;

    internal GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        Options = options;
        _timer = activation.Silo.Time.CreateTimer(static timer => ((GrainTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Change(options.DueTime, options.Period);
    }

    internal GrainTimerCreationOptions Options { get; }

    internal bool IsStopped => _stopped.IsCancellationRequested;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        lock (_lock)
        {
            _period = period;
            _nextDueTime = dueTime;
            Arm();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _stopped.Cancel();
        _activation.Remove(this);
    }

    internal async Task TickAsync()
    {
        try
        {
            await _callback(_stopped.Token);
        }
        catch (Exception exception)
        {
            if (!IsStopped)
            {
                LogTickFailed(_activation.Silo.Logger, exception, _activation.GrainId);
            }
        }

        lock (_lock)
        {
            _ticking = false;
            Arm();
        }
    }

    private void Arm()
    {
        if (!_ticking && !IsStopped)
        {
            _timer.Change(_nextDueTime, Timeout.InfiniteTimeSpan);
        }
    }

    private void Fire()
    {
        lock (_lock)
        {
            if (_ticking || IsStopped)
            {
                return;
            }

            _ticking = true;
            _nextDueTime = _period;
        }

        if (!_activation.TryEnqueue(new TimerTick(this)))
        {
            _timer.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Error, "A timer of {GrainId} failed; it goes on")]
    private static partial void LogTickFailed(ILogger logger, Exception exception, GrainId grainId);
}
