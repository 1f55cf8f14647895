using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>
/// Faults for the tests of one cluster: rules for single calls, and cuts between silos. Nothing is ever delivered twice.
/// A cluster whose faults nobody asks for pays one null check a call.
/// </summary>
public sealed class Faults
{
    private readonly Lock _lock = new();
    private volatile FaultRule[] _rules = [];
    private volatile (SiloAddress One, SiloAddress Other)[] _cuts = [];

    /// <summary>
    /// Whether clients outside the cluster are not told that a silo has died: as on Orleans, a call of theirs that ran there is not answered. Default:
    /// they are told at once.
    /// </summary>
    public bool HidesDeathsFromClients { get; set; }

    internal Faults()
    {
    }

    /// <summary>Adds a rule; the first rule that hits a call decides.</summary>
    /// <returns>The rule, whose <see cref="FaultRule.Hits"/> a test may look at.</returns>
    public FaultRule Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        lock (_lock)
        {
            _rules = [.. _rules, rule];
        }

        return rule;
    }

    /// <summary>Takes away all rules and heals all cuts.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _rules = [];
            _cuts = [];
        }
    }

    /// <summary>From now on requests and responses between two silos are lost, in both directions. Membership does not change.</summary>
    public void Cut(SiloAddress one, SiloAddress other)
    {
        lock (_lock)
        {
            _cuts = [.. _cuts, (one, other)];
        }
    }

    /// <summary>Ends the cut between two silos; what was lost stays lost.</summary>
    public void Heal(SiloAddress one, SiloAddress other)
    {
        lock (_lock)
        {
            _cuts = Array.FindAll(_cuts, cut => !Joins(cut, one, other));
        }
    }

    internal bool AreCut(Caller? sender, Silo? target) =>
        _cuts.Length > 0 && sender is Silo silo && target is not null && Array.Exists(_cuts, cut => Joins(cut, silo.SiloAddress, target.SiloAddress));

    /// <summary>False when the call must not be delivered now: it is lost, failed, or delivered later.</summary>
    internal bool LetPass(GrainCall call, ICallTarget target)
    {
        var passes = !AreCut(call.Sender, target.Silo);
        return passes && (Array.Find(_rules, rule => rule.Hit(call, target.Silo)) is not { } rule || Apply(rule, call, target));
    }

    private static bool Joins((SiloAddress One, SiloAddress Other) cut, SiloAddress one, SiloAddress other) =>
        (cut.One.Equals(one) && cut.Other.Equals(other)) || (cut.One.Equals(other) && cut.Other.Equals(one));

    private static bool Apply(FaultRule rule, GrainCall call, ICallTarget target)
    {
        switch (rule.Kind)
        {
            case FaultKind.LoseResponse:
                call.LosesResponse = true;
                return true;
            case FaultKind.Delay:
                _ = DeliverLater(rule.Delay, call, target);
                break;
            case FaultKind.Fail:
                call.Fail(rule.Failure());
                break;
            case FaultKind.KillTarget:
                target.Silo.Kill();
                break;
            case FaultKind.KillCaller:
                ((Silo)call.Sender!).Kill();
                break;
        }

        return false;
    }

    private static async Task DeliverLater(TimeSpan delay, GrainCall call, ICallTarget target)
    {
        await Task.Delay(delay, call.Sender!.Time).ConfigureAwait(false);
        if (!target.TryEnqueue(call))
        {
            Router.Route(call);
        }
    }
}
