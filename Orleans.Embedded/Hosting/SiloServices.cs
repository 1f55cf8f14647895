using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>The services of a silo. Adding them again changes nothing: a host may configure its silo in several places.</summary>
internal static class SiloServices
{
    internal static void Add(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(Silo)))
        {
            return;
        }

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
        services.AddPlacementDirector<RandomPlacement, RandomPlacementDirector>();
        services.AddPlacementDirector<PreferLocalPlacement, PreferLocalPlacementDirector>();
        services.AddPlacementDirector<HashBasedPlacement, HashBasedPlacementDirector>();
    }
}

/// <summary>The services of a client.</summary>
internal static class ClientServices
{
    internal static void Add(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(Client)))
        {
            return;
        }

        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Client>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Client>());
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<Client>().Factory);
        services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<Client>().Factory);
    }
}
