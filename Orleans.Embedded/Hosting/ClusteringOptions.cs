namespace OrleansDrpc.Embedded;

/// <summary>Where a silo listens, or a client looks, in the port space that the silos of this process share.</summary>
internal sealed class ClusteringOptions
{
    internal bool Configured { get; set; }

    internal int SiloPort { get; set; }

    internal int GatewayPort { get; set; }

    internal int? PrimaryPort { get; set; }

    internal int[] GatewayPorts { get; set; } = [];
}
