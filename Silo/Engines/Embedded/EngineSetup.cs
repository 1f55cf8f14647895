using System.Net;
using Microsoft.Extensions.Configuration;

namespace OrleansDrpc.Hosting;

/// <summary>The embedded engine: silos of one process find each other in memory, and ports are names, not sockets.</summary>
internal static class EngineSetup
{
    public const string Name = "Embedded";

    public static ISiloBuilder UseConfiguredClustering(this ISiloBuilder silo, SiloEndpointOptions options, IConfiguration configuration)
    {
        if (configuration["Orleans:Clustering:ProviderType"] is { } provider)
        {
            throw new InvalidOperationException(
                $"Orleans:Clustering:ProviderType is '{provider}', but this build runs on the embedded engine, whose cluster is one process. "
                + "Build with -p:Engine=Orleans for clusters over machines, or take the setting out.");
        }

        var primary = options.PrimarySiloPort is { } port ? new IPEndPoint(IPAddress.Loopback, port) : null;
        return silo.UseLocalhostClustering(options.SiloPort, options.GatewayPort, primary, options.ServiceId, options.ClusterId);
    }

}
