namespace OrleansDrpc.Hosting;

/// <summary>
/// The DRPC servers whose requests a silo runs: front doors of this service, or Storm's own. Read once, when the silo starts; values out of
/// range keep it from starting.
/// </summary>
public sealed class DrpcServersOptions
{
    /// <summary>The section of the configuration that is bound to this class.</summary>
    public const string Section = "DrpcServers";

    /// <summary>
    /// Where the servers listen for workers: <c>host:port</c>, with commas between several. The port is the one for invocations, by
    /// default 3773. There is no default value; at least one server, none twice.
    /// </summary>
    public string? Servers { get; set; }

    /// <summary>
    /// How many requests of all servers this silo runs at once. Every server has an equal share, so that none can starve another, and one
    /// function of several at most three quarters of that. The default value is 64; at least one for each server, at most 65,536.
    /// </summary>
    public int MaxRequests { get; set; } = 64;

    /// <summary>
    /// The longest message that the servers take, in bytes; a request whose answer is longer fails. The default value is 16 MiB, as a front
    /// door's; 1 KiB to 1 GiB. It is 1 MiB at a Storm server with default settings (<c>drpc.max_buffer_size</c>).
    /// </summary>
    public int MaxFrameBytes { get; set; } = 16 << 20;

    /// <summary>The parts of <see cref="Servers"/>, right or wrong.</summary>
    internal static string[] Split(string? servers) => servers is null ? [] : servers.Split(',', StringSplitOptions.TrimEntries);
}
