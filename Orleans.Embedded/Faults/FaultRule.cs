using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>What a <see cref="FaultRule"/> does to a call.</summary>
public enum FaultKind
{
    /// <summary>The request arrives later, after <see cref="FaultRule.Delay"/>; others may overtake it.</summary>
    Delay,

    /// <summary>The request is lost: the grain never runs, and the caller gets a TimeoutException in the end.</summary>
    LoseRequest,

    /// <summary>The grain runs, but its response is lost: the caller gets a TimeoutException in the end.</summary>
    LoseResponse,

    /// <summary>The grain never runs, and the caller gets the exception that <see cref="FaultRule.Failure"/> makes.</summary>
    Fail,

    /// <summary>The silo that the call is for dies as the call arrives: the caller gets a SiloUnavailableException.</summary>
    KillTarget,

    /// <summary>The silo that sends the call dies before it is sent. Calls of clients are not hit.</summary>
    KillCaller,
}

/// <summary>
/// A fault for chosen calls: all conditions that are set must hold. The calls that meet them are counted, so that <see cref="OnCall"/> and
/// <see cref="Probability"/> choose the same calls in every run that makes its calls in the same order.
/// </summary>
/// <param name="kind">What happens to a call that is hit.</param>
public sealed class FaultRule(FaultKind kind)
{
    private readonly Lock _lock = new();
    private Random? _random;
    private int _calls;
    private int _hits;

    /// <summary>What happens to a call that is hit.</summary>
    public FaultKind Kind => kind;

    /// <summary>Only calls through this grain interface. Default: any.</summary>
    public Type? Interface { get; init; }

    /// <summary>Only calls of methods with this name. Default: any.</summary>
    public string? Method { get; init; }

    /// <summary>Only calls that this silo sends. Default: any caller, clients included.</summary>
    public SiloAddress? Caller { get; init; }

    /// <summary>Only calls to activations on this silo. Default: any.</summary>
    public SiloAddress? Target { get; init; }

    /// <summary>Only this one of the calls that meet the conditions above, counted from 1. Default: each of them.</summary>
    public int? OnCall { get; init; }

    /// <summary>The share of the calls that are hit, from 0 to 1. Default: 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Seed of the choice by <see cref="Probability"/>. Default: 0.</summary>
    public int Seed { get; init; }

    /// <summary>How long a call is delayed, by the clock of its sender. Default: one second.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Makes the exception of <see cref="FaultKind.Fail"/>. Default: an OrleansException that says it was injected.</summary>
    public Func<Exception> Failure { get; init; } = static () => new OrleansException("An injected fault.");

    /// <summary>How many calls were hit so far.</summary>
    public int Hits => Volatile.Read(ref _hits);

    internal bool Hit(GrainCall call, Silo target)
    {
        var sender = call.Sender as Silo;
        if ((Interface is not null && Interface != call.Method.InterfaceType && Interface != call.Target!.Interface.Type)
            || (Method is not null && Method != call.Method.MethodName)
            || (Caller is not null && !Caller.Equals(sender?.SiloAddress))
            || (Target is not null && !Target.Equals(target.SiloAddress))
            || (kind == FaultKind.KillCaller && sender is null))
        {
            return false;
        }

        lock (_lock)
        {
            var hit = ++_calls == (OnCall ?? _calls) && (Probability >= 1 || (_random ??= new Random(Seed)).NextDouble() < Probability);
            _hits += hit ? 1 : 0;
            return hit;
        }
    }
}
