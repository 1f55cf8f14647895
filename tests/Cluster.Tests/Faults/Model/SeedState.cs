namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>What the checks of a seed's calls have to know.</summary>
internal sealed class SeedState(FaultFamily family, SiloAddress[] homes)
{
    public FaultFamily Family => family;

    /// <summary>The silos of the callers.</summary>
    public SiloAddress[] Homes => homes;

    /// <summary>The silos that died or stopped.</summary>
    public IReadOnlyCollection<SiloAddress> Lost { get; set; } = [];

    /// <summary>When the faults had stopped.</summary>
    public DateTimeOffset StoppedAt { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Whether there have been no faults since the call began.</summary>
    public bool IsCalm { get; init; }
}
