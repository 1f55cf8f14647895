using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

// From creation to the end. Each step runs in a turn; user code may make a step asynchronous.
internal sealed partial class Activation
{
    private static readonly DeactivationReason Unused = new(DeactivationReasonCode.ApplicationRequested, "The call that it was made for was given up.");

    private DeactivationReason _reason;
    private Exception? _failure;
    private bool _finishing;
    private List<GrainTimer>? _timers;
    private ITimer? _deactivationLimit;
    private AsyncServiceScope? _scope;
    private TaskCompletionSource? _deactivated;         // any thread, under lock

    // A service scope is made only for a grain class that needs one.
    public IServiceProvider ActivationServices => (_scope ??= Silo.Services.CreateAsyncScope()).ServiceProvider;

    public Task Deactivated
    {
        get
        {
            lock (this)
            {
                _deactivated ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (HasEnded)
                {
                    _deactivated.TrySetResult();
                }

                return _deactivated.Task;
            }
        }
    }

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

    /// <summary>Ends unless a call has arrived, or is on its way.</summary>
    internal void EndIfNew() => Post(() =>
    {
        if (_state == ActivationState.New && Load == 0)
        {
            End();
        }
    });

    /// <summary>Ends when the call that it was made for was given up before it began: a grain that ends after its only call would stay.</summary>
    private void EndIfUnused()
    {
        if (!_hasBegun && Pool is null && Load == 0)
        {
            BeginDeactivation(Unused);
        }
    }

    /// <summary>Ends at once, from any thread, without a word to the grain: its silo is gone.</summary>
    internal void EndKilled()
    {
        Kill();
        SetDeactivated();
    }

    internal IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, callback, options);
        (_timers ??= []).Add(timer);
        return timer;
    }

    internal void Remove(GrainTimer timer) => _timers?.Remove(timer);

    private async Task ActivateAsync()
    {
        // Counted as a running call, so that a deactivation in the middle of it waits for its end.
        _running++;
        _state = ActivationState.Activating;
        try
        {
            GrainInstance = Hosted.CreateInstance(this);
            await ((IGrainBase)GrainInstance).OnActivateAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            _failure = exception;
            LogActivationFailed(Silo.Logger, exception, GrainId);
            await DisposeAsync();
            End();
        }

        _running--;
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
            _deactivationLimit = Silo.Time.CreateTimer(_ => Post(() => _ = FinishDeactivationAsync()), null, Silo.DeactivationTimeout, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task FinishDeactivationAsync()
    {
        if (_finishing)
        {
            return;
        }

        _finishing = true;
        _deactivationLimit?.Dispose();
        try
        {
            await ((IGrainBase)GrainInstance!).OnDeactivateAsync(_reason, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogDeactivationFailed(Silo.Logger, exception, GrainId);
        }

        await DisposeAsync();
        End();
    }

    private async Task DisposeAsync()
    {
        try
        {
            await using var scope = _scope;
            if (GrainInstance is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                (GrainInstance as IDisposable)?.Dispose();
            }
        }
        catch (Exception exception)
        {
            LogDeactivationFailed(Silo.Logger, exception, GrainId);
        }
    }

    /// <summary>Leaves the catalog first, so that whoever finds this activation closed finds another one by looking again.</summary>
    private void End()
    {
        Silo.Forget(this);
        _state = ActivationState.Ended;
        var queued = RefuseCalls();
        Silo.ForgetLocations(this);
        SetDeactivated();
        _waiting?.ToList().ForEach(Release);
        Array.ForEach(queued, Release);
    }

    private void Release(GrainCall call)
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

    private void SetDeactivated()
    {
        lock (this)
        {
            _deactivated?.TrySetResult();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Activation of {GrainId} failed")]
    private static partial void LogActivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(LogLevel.Warning, "Deactivation of {GrainId} failed")]
    private static partial void LogDeactivationFailed(ILogger logger, Exception exception, GrainId grainId);
}
