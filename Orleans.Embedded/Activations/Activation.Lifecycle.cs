using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

// From creation to the end. Each step runs in a turn; user code may make a step asynchronous.
internal sealed partial class Activation
{
    private DeactivationReason _reason;
    private Exception? _failure;
    private bool _finishing;
    private List<GrainTimer>? _timers;
    private ITimer? _deactivationLimit;
    private TaskCompletionSource? _deactivated;         // any thread, under lock

    public Task Deactivated
    {
        get
        {
            lock (this)
            {
                _deactivated ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_state == ActivationState.Ended || IsKilled)
                {
                    _deactivated.TrySetResult();
                }

                return _deactivated.Task;
            }
        }
    }

    internal bool HasTimers => _timers is { Count: > 0 };

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (Current == this)
        {
            BeginDeactivation(deactivationReason);
        }
        else
        {
            Post(() => BeginDeactivation(deactivationReason));
        }
    }

    /// <summary>Ends an activation that was made for a call that never came.</summary>
    internal void EndIfNew() => Post(() =>
    {
        if (_state == ActivationState.New)
        {
            End();
        }
    });

    /// <summary>Ends at once, from any thread, without a word to the grain: its silo is gone.</summary>
    internal void EndKilled()
    {
        Kill();
        lock (this)
        {
            _deactivated?.TrySetResult();
        }
    }

    internal void DelayDeactivation(TimeSpan timeSpan) => LastUsed = Silo.CollectionTick + Hosted.QuantaOf(timeSpan);

    internal IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, callback, options);
        (_timers ??= []).Add(timer);
        return timer;
    }

    internal void Remove(GrainTimer timer) => _timers?.Remove(timer);

    private void Activate()
    {
        // Counted as a running call, so that a deactivation in the middle of it waits for its end.
        _running++;
        _state = ActivationState.Activating;
        Task activation;
        try
        {
            GrainInstance = Hosted.CreateInstance(this);
            activation = ((IGrainBase)GrainInstance).OnActivateAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            activation = Task.FromException(exception);
        }

        Then(activation, static (self, task) => self.ActivateEnded(task));
    }

    private void ActivateEnded(Task activation)
    {
        _running--;
        if (!activation.IsCompletedSuccessfully)
        {
            _failure = Failure(activation);
            LogActivationFailed(Silo.Logger, _failure, GrainId);
            Then(DisposeInstance(), static (self, task) => self.DisposeEnded(task));
            return;
        }

        _lookAgain = true;
        if (_state == ActivationState.Activating)
        {
            _state = ActivationState.Active;
        }
    }

    private void BeginDeactivation(DeactivationReason reason)
    {
        if (_state == ActivationState.New)
        {
            End();
        }

        if (_state is ActivationState.Deactivating or ActivationState.Ended)
        {
            return;
        }

        _state = ActivationState.Deactivating;
        _reason = reason;
        _lookAgain = true;
        _timers?.ToList().ForEach(timer => timer.Dispose());
        if (_running > 0)
        {
            _deactivationLimit = Silo.Time.CreateTimer(
                static activation => ((Activation)activation!).Post(((Activation)activation).FinishDeactivation),
                this, Silo.DeactivationTimeout, Timeout.InfiniteTimeSpan);
        }
    }

    private void FinishDeactivation()
    {
        if (_finishing)
        {
            return;
        }

        _finishing = true;
        _deactivationLimit?.Dispose();
        Task deactivation;
        try
        {
            deactivation = ((IGrainBase)GrainInstance!).OnDeactivateAsync(_reason, CancellationToken.None);
        }
        catch (Exception exception)
        {
            deactivation = Task.FromException(exception);
        }

        Then(deactivation, static (self, task) => self.DeactivateEnded(task));
    }

    private void DeactivateEnded(Task deactivation)
    {
        if (!deactivation.IsCompletedSuccessfully)
        {
            LogDeactivationFailed(Silo.Logger, Failure(deactivation), GrainId);
        }

        Then(DisposeInstance(), static (self, task) => self.DisposeEnded(task));
    }

    private void DisposeEnded(Task disposal)
    {
        if (!disposal.IsCompletedSuccessfully)
        {
            LogDeactivationFailed(Silo.Logger, Failure(disposal), GrainId);
        }

        End();
    }

    /// <summary>Leaves the catalog first, so that whoever finds this activation closed finds another one by looking again.</summary>
    private void End()
    {
        Silo.Forget(this);
        var waiting = _waiting.TakeAll();
        var queued = RefuseCalls();
        lock (this)
        {
            _state = ActivationState.Ended;
            _deactivated?.TrySetResult();
        }

        Release(waiting);
        Release(queued);
    }

    private void Release(List<GrainCall>? calls)
    {
        foreach (var call in calls ?? Enumerable.Empty<GrainCall>())
        {
            Unload();
            if (_failure is null)
            {
                call.Forward();
            }
            else
            {
                call.Fail(_failure);
            }
        }
    }

    private void Then(Task task, Action<Activation, Task> next)
    {
        if (task.IsCompleted)
        {
            next(this, task);
        }
        else
        {
            task.ContinueWith(ended => next(this, ended), CancellationToken.None, TaskContinuationOptions.None, this);
        }
    }

    private static Exception Failure(Task task) => task.Exception?.InnerException ?? new TaskCanceledException(task);

    [LoggerMessage(LogLevel.Warning, "Activation of {GrainId} failed")]
    private static partial void LogActivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(LogLevel.Warning, "Deactivation of {GrainId} failed")]
    private static partial void LogDeactivationFailed(ILogger logger, Exception exception, GrainId grainId);
}
