using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Configuration;

namespace OrleansDrpc.Hosting;

/// <summary>
/// The Microsoft.Orleans packages. Clustering comes from Orleans' own configuration section (Orleans:Clustering:ProviderType and the
/// provider's settings, which UseOrleans reads by itself); without one, silos of one machine form a development cluster.
/// </summary>
internal static class EngineSetup
{
    public const string Name = "Orleans";
    private const int FirstPort = 10_000;
    private const int Ports = 12_000;

    public static ISiloBuilder UseConfiguredClustering(this ISiloBuilder silo, SiloEndpointOptions options, IConfiguration configuration)
    {
        if (configuration["Orleans:Clustering:ProviderType"] is not null)
        {
            return silo;
        }

        var siloPort = options.SiloPort == 0 ? FreePort(except: options.GatewayPort) : options.SiloPort;
        var gatewayPort = options.GatewayPort == 0 ? FreePort(except: siloPort) : options.GatewayPort;
        var primary = options.PrimarySiloPort is { } port ? new IPEndPoint(IPAddress.Loopback, port) : null;
        return silo.UseLocalhostClustering(siloPort, gatewayPort, primary, options.ServiceId, options.ClusterId);
    }

    // Orleans has to be told its ports. They are under those that systems give to outgoing connections, one of which could take it first.
    private static int FreePort(int except)
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).Append(except).ToHashSet();
        return Enumerable.Range(FirstPort, Ports).OrderBy(_ => Random.Shared.Next()).First(port => !taken.Contains(port));
    }
}
