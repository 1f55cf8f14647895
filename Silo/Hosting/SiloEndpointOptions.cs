namespace OrleansDrpc.Hosting;

/// <summary>Where a silo stands in its cluster. Read once, when the silo starts.</summary>
public sealed class SiloEndpointOptions
{
    /// <summary>The section of the configuration that is bound to this class.</summary>
    public const string Section = "Silo";

    /// <summary>The port for other silos. The default value is 11111; 0 to 65535, 0: a free one.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for cluster clients. The default value is 30000; 0 to 65535, 0: a free one.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The silo port of the first silo of a cluster on this machine; null (the default): this is the first one.</summary>
    public int? PrimarySiloPort { get; set; }

    /// <summary>The cluster's name. The default value is "dev".</summary>
    public string ClusterId { get; set; } = "dev";

    /// <summary>The service's name, for all its clusters over time. The default value is "dev".</summary>
    public string ServiceId { get; set; } = "dev";
}
