using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using OrleansDrpc.Embedded;

namespace Microsoft.Extensions.Hosting;

public static class OrleansSiloGenericHostExtensions
{
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        var services = hostAppBuilder.Services;
        var builder = new Builder(services, hostAppBuilder.Configuration);

        // A host may configure its silo in several places.
        if (services.All(service => service.ServiceType != typeof(Silo)))
        {
            services.AddLogging();
            services.AddOptions();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton(new ServiceLifetimes(services));
            services.AddSingleton<Silo>();
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Silo>());
            services.AddSingleton<ILocalSiloDetails>(provider => provider.GetRequiredService<Silo>());
            services.AddSingleton<IClusterMembershipService>(provider => provider.GetRequiredService<Silo>());
            services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<Silo>().Factory);
            services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<Silo>().Factory);
            services.AddTransient<IGrainContext>(_ => Activation.Current ?? throw new InvalidOperationException("No grain is running here: there is no grain context."));
            builder.AddPlacementDirector<RandomPlacement, RandomPlacementDirector>();
            builder.AddPlacementDirector<PreferLocalPlacement, PreferLocalPlacementDirector>();
            builder.AddPlacementDirector<HashBasedPlacement, HashBasedPlacementDirector>();
        }

        configureDelegate(builder);
        return hostAppBuilder;
    }
}
