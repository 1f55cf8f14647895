using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>
/// One activation of a grain: its state, and which of its calls may run now. All fields without a note are touched only in its turns.
/// </summary>
internal sealed partial class Activation : TurnScheduler, IGrainContext, ICallTarget
{
    private ActivationState _state;
    private int _running;
    private int _blocking;
    private int _exclusive;
    private bool _lookAgain;
    private bool _hasBegun;
    private LinkedList<GrainCall>? _waiting;
    private int _load;                                  // any thread, interlocked
    private TaskCompletionSource? _idle;                // any thread, interlocked

    internal Activation(Silo silo, HostedClass hosted, GrainId grainId, WorkerPool? pool)
    {
        Silo = silo;
        Hosted = hosted;
        GrainId = grainId;
        Pool = pool;
        LastUsed = silo.CollectionTick;
    }

    private enum ActivationState
    {
        New,
        Activating,
        Active,
        Deactivating,
        Ended,
    }

    internal static new Activation? Current => TaskScheduler.Current as Activation;

    public Silo Silo { get; }

    internal HostedClass Hosted { get; }

    internal WorkerPool? Pool { get; }

    public GrainAddress Address => new() { GrainId = GrainId, SiloAddress = Silo.SiloAddress };

    /// <summary>The placement director sent callers of this silo here: they need not ask it again.</summary>
    internal bool IsPlacedByOwnSilo { get; set; }

    internal int LastUsed { get; private set; }

    internal int KeptUntil { get; private set; }

    internal void DelayDeactivation(TimeSpan time) => KeptUntil = Silo.CollectionTickAfter(time);

    /// <summary>How many calls it has, running or waiting.</summary>
    internal int Load => Volatile.Read(ref _load);

    public GrainId GrainId { get; }

    public object? GrainInstance { get; private set; }

    public bool TryEnqueue(GrainCall call)
    {
        Interlocked.Increment(ref _load);
        if (TryPost(call, isCall: true))
        {
            return true;
        }

        Unload();
        return false;
    }

    /// <summary>Runs engine work in a turn, beside whatever calls are running.</summary>
    internal void Post(Action action) => TryPost(action, isCall: false);

    /// <summary>Ends when no call is running or waiting.</summary>
    internal Task WhenIdle()
    {
        var idle = Interlocked.CompareExchange(ref _idle, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null) ?? _idle;
        if (Load == 0)
        {
            idle.TrySetResult();
        }

        return idle.Task;
    }

    /// <summary>Tells, in a turn, that a call that <see cref="Begin"/> started has ended.</summary>
    internal void Ended(GrainCall call)
    {
        CountRunning(call, -1);
        _lookAgain = true;
        Unload();
    }

    protected override void RunItem(object item)
    {
        if (item is not GrainCall call)
        {
            RunAction((Action)item);
            return;
        }

        if (_state == ActivationState.New)
        {
            _ = ActivateAsync();
        }

        if (_state == ActivationState.Active && MayBegin(call))
        {
            Begin(call);
        }
        else if (_state == ActivationState.Ended)
        {
            Release(call);
        }
        else
        {
            (_waiting ??= []).AddLast(call);
        }
    }

    protected override bool RunWaiting()
    {
        if (!_lookAgain)
        {
            return false;
        }

        _lookAgain = false;
        if (_state == ActivationState.Active && TakeWaiting() is { } call)
        {
            Begin(call);
            _lookAgain = true;
            return true;
        }

        if (_state == ActivationState.Deactivating && _running == 0)
        {
            _ = FinishDeactivationAsync();
        }

        return false;
    }

    /// <summary>The first call that may begin now: a call that interleaves overtakes those that cannot.</summary>
    private GrainCall? TakeWaiting()
    {
        for (var node = _waiting?.First; node is not null; node = node.Next)
        {
            if (MayBegin(node.Value))
            {
                _waiting!.Remove(node);
                return node.Value;
            }
        }

        return null;
    }

    private bool MayBegin(GrainCall call) =>
        _blocking == 0 || Hosted.Class.IsReentrant || call.Method.AlwaysInterleave || (call.Method.ReadOnly && _exclusive == 0);

    private void Begin(GrainCall call)
    {
        if (!call.TryBegin(this))
        {
            Unload();
            EndIfUnused();
            return;
        }

        _hasBegun = true;
        CountRunning(call, 1);
        call.Run(this);
    }

    private void CountRunning(GrainCall call, int change)
    {
        _running += change;
        if (!call.Method.AlwaysInterleave)
        {
            _blocking += change;
            _exclusive += call.Method.ReadOnly ? 0 : change;
        }

        LastUsed = call.KeepsAlive ? Silo.CollectionTick : LastUsed;
    }

    private void RunAction(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            // Callbacks of a grain's cancellation token run here.
            LogActionFailed(Silo.Logger, exception, GrainId);
        }
    }

    private void Unload()
    {
        if (Interlocked.Decrement(ref _load) == 0 && _idle is not null)
        {
            Interlocked.Exchange(ref _idle, null)?.TrySetResult();
        }
    }

    [LoggerMessage(LogLevel.Warning, "A callback of {GrainId} failed")]
    private static partial void LogActionFailed(ILogger logger, Exception exception, GrainId grainId);
}
