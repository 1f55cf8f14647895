using Microsoft.Extensions.Configuration;
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
        AddSilo(hostAppBuilder.Services, hostAppBuilder.Configuration, configureDelegate);
        return hostAppBuilder;
    }

    public static HostApplicationBuilder UseOrleans(this HostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        AddSilo(hostAppBuilder.Services, hostAppBuilder.Configuration, configureDelegate);
        return hostAppBuilder;
    }

    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate) =>
        hostBuilder.UseOrleans((_, builder) => configureDelegate(builder));

    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<HostBuilderContext, ISiloBuilder> configureDelegate) =>
        hostBuilder.ConfigureServices((context, services) => AddSilo(services, context.Configuration, builder => configureDelegate(context, builder)));

    private static void AddSilo(IServiceCollection services, IConfiguration configuration, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        var builder = new Builder(services, configuration);

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
    }
}
