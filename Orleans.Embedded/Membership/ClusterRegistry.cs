using Orleans.Configuration;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>The port space that the live silos of this process share: here silos find their cluster and clients find silos, without sockets.</summary>
internal static class ClusterRegistry
{
    private static readonly Lock Gate = new();
    private static readonly List<Silo> Live = [];
    private static int _nextPort = 60000;

    /// <summary>A port for a silo that does not care which.</summary>
    internal static int AllocatePort() => Interlocked.Decrement(ref _nextPort);

    /// <summary>Puts a silo into its cluster, where no other silo uses its ports.</summary>
    internal static void Join(Silo silo, ClusterKey key)
    {
        lock (Gate)
        {
            if (Live.Find(other => SharesPort(silo, other)) is { } other)
            {
                throw new OrleansConfigurationException(
                    $"Silo {silo.Name} cannot start: silo port {silo.SiloAddress.Endpoint.Port} or gateway port {silo.GatewayPort} is used by silo {other} in this process.");
            }

            silo.Enter(Live.Find(other => other.Cluster.Key == key)?.Cluster ?? new Cluster(key));
            Live.Add(silo);
        }
    }

    internal static void Leave(Silo silo)
    {
        lock (Gate)
        {
            Live.Remove(silo);
        }
    }

    internal static Cluster Find(int[] gatewayPorts, ClusterOptions cluster)
    {
        lock (Gate)
        {
            var silo = Live.Find(silo =>
                gatewayPorts.Contains(silo.GatewayPort) && silo.Cluster.Key.ServiceId == cluster.ServiceId && silo.Cluster.Key.ClusterId == cluster.ClusterId);
            return silo?.Cluster ?? throw new SiloUnavailableException(
                $"Could not find any gateway: no live silo of cluster \"{cluster.ClusterId}\", service \"{cluster.ServiceId}\", in this process has gateway port {string.Join(" or ", gatewayPorts)}. Start a silo first.");
        }
    }

    private static bool SharesPort(Silo one, Silo other) =>
        one.SiloAddress.Endpoint.Port == other.SiloAddress.Endpoint.Port || (one.GatewayPort != 0 && one.GatewayPort == other.GatewayPort);
}
