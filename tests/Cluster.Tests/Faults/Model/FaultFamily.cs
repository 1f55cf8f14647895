namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>Kinds of faults that a seed may have.</summary>
[Flags]
internal enum FaultFamily
{
    /// <summary>Grain calls are late, lost, answered to nobody, or fail.</summary>
    Calls = 1,

    /// <summary>Silos die, stop and start.</summary>
    Silos = 2,

    /// <summary>Silos cannot reach each other for a while.</summary>
    Cuts = 4,

    /// <summary>The functions' code throws, or is slow.</summary>
    Code = 8,

    /// <summary>All of it.</summary>
    Everything = Calls | Silos | Cuts | Code,
}
