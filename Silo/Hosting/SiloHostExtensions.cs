using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace OrleansDrpc.Hosting;

/// <summary>Puts a silo with DRPC into a host, by the host's configuration.</summary>
public static class SiloHostExtensions
{
    /// <summary>Adds a silo whose cluster, options (<see cref="DrpcOptions"/>) and place (<see cref="SiloEndpointOptions"/>) the configuration tells.</summary>
    public static IHostApplicationBuilder AddDrpcSilo(this IHostApplicationBuilder host, Action<DrpcBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(host);
        var options = host.Configuration.GetSection(SiloEndpointOptions.Section).Get<SiloEndpointOptions>() ?? new SiloEndpointOptions();
        SpareThreads.Reserve();
        return host.UseOrleans(silo => silo.UseConfiguredClustering(options, host.Configuration).AddDrpc(configure));
    }
}
