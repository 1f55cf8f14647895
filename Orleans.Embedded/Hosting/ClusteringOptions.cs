using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>Where a silo listens, or a client looks, in the port space that the silos of this process share.</summary>
internal sealed class ClusteringOptions
{
    internal int SiloPort { get; set; }

    internal int? PrimaryPort { get; set; }

    /// <summary>Null when no clustering was configured.</summary>
    internal int[]? GatewayPorts { get; set; }

    internal int[] RequireGatewayPorts() =>
        GatewayPorts ?? throw new OrleansConfigurationException("No clustering is configured: call UseLocalhostClustering on the builder.");
}
