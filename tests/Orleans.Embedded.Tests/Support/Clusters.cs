using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

internal static class Clusters
{
    internal static async Task<InProcessTestCluster> StartAsync(short silos = 2, TimeProvider? time = null, Action<ISiloBuilder>? configure = null)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        if (time is not null)
        {
            builder.ConfigureHost(host => host.Services.AddSingleton(time));
        }

        if (configure is not null)
        {
            builder.ConfigureSilo((_, silo) => configure(silo));
        }

        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    /// <summary>Sends calls from one silo, outside of any grain.</summary>
    internal static IGrainFactory From(this InProcessTestCluster cluster, int silo) =>
        cluster.Silos[silo].ServiceProvider.GetRequiredService<IGrainFactory>();
}
