using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>
/// One grain call: request and response in one object, passed by reference. Whoever claims its outcome first (callee, timeout, caller's
/// token, death of a silo) decides what the caller sees; all others are ignored.
/// </summary>
internal abstract class GrainCall
{
    private const int Open = 0;
    private const int Answered = 1;
    private const int Canceled = 2;
    private const int Abandoned = 3;

    private const int MaxForwardCount = 2;

    private int _outcome;
    private volatile Activation? _runsOn;
    private CancellationTokenSource? _calleeCancellation;
    private CancellationTokenRegistration _callerRegistration;
    private int _forwards;

    public abstract GrainMethod Method { get; }

    /// <summary>The caller's token, where the method takes one.</summary>
    public CancellationToken CallerToken { get; set; }

    /// <summary>The token that the grain sees: a copy of the caller's that fires in a turn of the grain.</summary>
    public CancellationToken CalleeToken => _calleeCancellation?.Token ?? default;

    internal virtual bool KeepsAlive => true;

    /// <summary>The one activation that may run this call: it continues a conversation.</summary>
    internal virtual Activation? BoundTo => null;

    protected virtual bool WaitsWhileRunning => false;

    internal bool MayStillBeAnswered => WaitsWhileRunning && !ResponseIsLost && _runsOn is { IsKilled: false };

    internal Caller? Sender { get; set; }

    internal GrainReference? Target { get; set; }

    internal Silo? TargetSilo { get; set; }

    internal Activation? RunsOn => _runsOn;

    internal bool LosesResponse { get; set; }

    private bool ResponseIsLost => LosesResponse || Sender?.Cluster.Faults?.AreCut(Sender, TargetSilo) == true;

    internal OutstandingCalls.Entry Outstanding;

    internal abstract void Run(Activation activation);

    /// <summary>Ends the call for its caller; a call without a listening caller only logs.</summary>
    internal void Fail(Exception exception, bool abandon = false)
    {
        if (Method.IsOneWay)
        {
            RunsOn?.Silo.LogOneWayFailed(exception, Method);
        }
        else if (abandon ? Claim(Abandoned) : ClaimAnswer())
        {
            SetException(exception);
        }
    }

    /// <summary>Sends the call on when the activation that it was for has ended.</summary>
    internal virtual void Forward()
    {
        if (++_forwards > MaxForwardCount)
        {
            Fail(new OrleansMessageRejectionException($"{Method} on {Target!.GrainId} was forwarded {MaxForwardCount} times: each time the activation was ending."));
        }
        else
        {
            Router.Route(this);
        }
    }

    /// <summary>False when nobody wants the answer any more.</summary>
    internal bool TryBegin(Activation activation)
    {
        _runsOn = activation;
        var outcome = Volatile.Read(ref _outcome);
        return outcome != Abandoned && (outcome != Canceled || activation.Pool is not null);
    }

    /// <summary>Starts to watch the caller's token; false when it has fired already.</summary>
    internal bool ObserveCancellation()
    {
        if (CallerToken.IsCancellationRequested)
        {
            CallerCanceled();
            return false;
        }

        _calleeCancellation = new CancellationTokenSource();
        _callerRegistration = CallerToken.UnsafeRegister(static call => ((GrainCall)call!).CallerCanceled(), this);
        return true;
    }

    protected abstract void SetException(Exception exception);

    protected abstract void SetCanceled(CancellationToken cancellationToken);

    protected bool ClaimAnswer() => !ResponseIsLost && Claim(Answered);

    private bool Claim(int outcome)
    {
        if (Interlocked.CompareExchange(ref _outcome, outcome, Open) != Open)
        {
            return false;
        }

        OutstandingCalls.Remove(this);
        if (_calleeCancellation is not null)
        {
            _callerRegistration.Unregister();
        }

        return true;
    }

    private void CallerCanceled()
    {
        if (Claim(Canceled))
        {
            SetCanceled(CallerToken);

            // Stateless workers are not told: Orleans does not reach them reliably either (dotnet/orleans #9877).
            if (_runsOn is { Pool: null } activation)
            {
                activation.Post(_calleeCancellation!.Cancel);
            }
        }
    }
}
