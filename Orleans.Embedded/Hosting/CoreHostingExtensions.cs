using System.Net;
using Orleans.Configuration;
using OrleansDrpc.Embedded;

namespace Orleans.Hosting;

public static class CoreHostingExtensions
{
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = 11111,
        int gatewayPort = 30000,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = "dev",
        string clusterId = "dev") =>
        builder
            .Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (serviceId, clusterId))
            .Configure<ClusteringOptions>(options =>
            {
                options.SiloPort = siloPort;
                options.GatewayPorts = [gatewayPort];
                options.PrimaryPort = primarySiloEndpoint?.Port;
            });
}
