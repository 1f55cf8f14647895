using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace OrleansDrpc.Hosting;

/// <summary>
/// The Microsoft.Orleans packages. Clustering comes from Orleans' own configuration section (Orleans:Clustering:ProviderType and the
/// provider's settings, which UseOrleans reads by itself); without one, silos of one machine form a development cluster.
/// </summary>
internal static class EngineSetup
{
    public const string Name = "Orleans";

    public static ISiloBuilder UseConfiguredClustering(this ISiloBuilder silo, SiloEndpointOptions options, IConfiguration configuration)
    {
        if (configuration["Orleans:Clustering:ProviderType"] is not null)
        {
            return silo;
        }

        var siloPort = options.SiloPort == 0 ? FreePort() : options.SiloPort;
        var gatewayPort = options.GatewayPort == 0 ? FreePort() : options.GatewayPort;
        var primary = options.PrimarySiloPort is { } port ? new IPEndPoint(IPAddress.Loopback, port) : null;
        return silo.UseLocalhostClustering(siloPort, gatewayPort, primary, options.ServiceId, options.ClusterId);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
