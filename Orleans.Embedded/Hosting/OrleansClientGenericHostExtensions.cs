using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Hosting;
using OrleansDrpc.Embedded;

namespace Microsoft.Extensions.Hosting;

public static class OrleansClientGenericHostExtensions
{
    public static IHostApplicationBuilder UseOrleansClient(this IHostApplicationBuilder hostAppBuilder, Action<IClientBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        var services = hostAppBuilder.Services;

        // A host may configure its client in several places.
        if (services.All(service => service.ServiceType != typeof(Client)))
        {
            services.AddLogging();
            services.AddOptions();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<Client>();
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Client>());
            services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<Client>().Factory);
            services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<Client>().Factory);
        }

        configureDelegate(new Builder(services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }
}
