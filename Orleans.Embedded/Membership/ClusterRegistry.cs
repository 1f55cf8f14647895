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

    internal static void Join(Silo silo, ClusterKey key)
    {
        lock (Gate)
        {
            if (Live.Find(other => SharesPort(silo, other)) is { } other)
            {
                throw new OrleansConfigurationException(
                    $"Silo {silo.Name} cannot start: silo port {silo.Address.Endpoint.Port} or gateway port {silo.GatewayAddress.Endpoint.Port} is used by silo {other.Name} ({other.Address}) in this process.");
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

    internal static Cluster Find(int[] gatewayPorts, string serviceId, string clusterId)
    {
        lock (Gate)
        {
            return Live.Find(silo => gatewayPorts.Contains(silo.GatewayAddress.Endpoint.Port) && silo.Cluster.Key.ServiceId == serviceId && silo.Cluster.Key.ClusterId == clusterId)?.Cluster
                ?? throw new SiloUnavailableException(
                    $"Could not find any gateway: no live silo of cluster \"{clusterId}\", service \"{serviceId}\", in this process has gateway port {string.Join(" or ", gatewayPorts)}. Start a silo first.");
        }
    }

    private static bool SharesPort(Silo one, Silo other) =>
        one.Address.Endpoint.Port == other.Address.Endpoint.Port
        || (one.GatewayAddress.Endpoint.Port != 0 && one.GatewayAddress.Endpoint.Port == other.GatewayAddress.Endpoint.Port);
}
