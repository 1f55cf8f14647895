using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.Hosting;

/// <summary>Makes a silo a worker of DRPC servers.</summary>
public static class PullingHostExtensions
{
    /// <summary>
    /// Lets the silo run requests of DRPC servers: front doors of this service, or Storm's own. It asks them for requests of every function
    /// that it has, over connections that it opens itself and opens again when they are lost. When the host stops, it first finishes what
    /// it has, within <see cref="DrpcOptions.DrainTimeout"/>. Options come from the configuration's section
    /// <see cref="DrpcServersOptions.Section"/>.
    /// </summary>
    /// <param name="host">A host with a silo.</param>
    /// <param name="configure">Changes options in code, over what the configuration says.</param>
    /// <exception cref="InvalidOperationException">There is no silo yet.</exception>
    public static IHostApplicationBuilder PullFromDrpcServers(this IHostApplicationBuilder host, Action<DrpcServersOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (host.Services.All(service => service.ServiceType != typeof(IFunctionCatalog)))
        {
            // Services stop in the reverse order: the requests of servers must have ended when the silo drains.
            throw new InvalidOperationException($"Call {nameof(SiloHostExtensions.AddDrpcSilo)} before {nameof(PullFromDrpcServers)}.");
        }

        var options = host.Services.AddOptionsWithValidateOnStart<DrpcServersOptions>().Bind(host.Configuration.GetSection(DrpcServersOptions.Section));
        if (configure is not null)
        {
            options.Configure(configure);
        }

        if (host.Services.All(service => service.ImplementationType != typeof(PullingService)))
        {
            host.Services.AddSingleton<IValidateOptions<DrpcServersOptions>, DrpcServersOptionsValidator>();
            host.Services.AddHostedService<PullingService>();
        }

        return host;
    }
}
