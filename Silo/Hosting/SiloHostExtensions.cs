using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.Hosting;

/// <summary>Puts a silo with DRPC into a host, by the host's configuration.</summary>
public static class SiloHostExtensions
{
    private static readonly TimeSpan LeavingTheCluster = TimeSpan.FromSeconds(30);

    /// <summary>Adds a silo whose cluster, options (<see cref="DrpcOptions"/>) and place (<see cref="SiloEndpointOptions"/>) the configuration tells.</summary>
    /// <exception cref="OptionsValidationException">Its place is none.</exception>
    public static IHostApplicationBuilder AddDrpcSilo(this IHostApplicationBuilder host, Action<DrpcBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(host);
        var options = host.Configuration.GetSection(SiloEndpointOptions.Section).Get<SiloEndpointOptions>() ?? new SiloEndpointOptions();
        if (SiloEndpointCheck.Mistakes(options).ToArray() is { Length: > 0 } mistakes)
        {
            throw new OptionsValidationException(SiloEndpointOptions.Section, typeof(SiloEndpointOptions), mistakes);
        }

        host.LetStopsDrain();
        host.Services.Configure<DrpcOptions>(static drpc => drpc.IsOnNetwork = true);
        return host.UseOrleans(silo => silo.UseConfiguredClustering(options, host.Configuration).AddDrpc(configure));
    }

    // The host's own limit for a stop, 30 seconds, must not cut a longer drain short.
    private static void LetStopsDrain(this IHostApplicationBuilder host)
    {
        var drain = (host.Configuration.GetSection(DrpcOptions.Section).Get<DrpcOptions>() ?? new DrpcOptions()).DrainTimeout;
        host.Services.Configure<HostOptions>(options => options.ShutdownTimeout = drain + LeavingTheCluster);
    }
}
