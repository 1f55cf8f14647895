using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded;

/// <summary>The ways to the faults of a cluster.</summary>
public static class FaultsExtensions
{
    /// <summary>The faults of a test cluster, from its deployment on.</summary>
    /// <exception cref="InvalidOperationException">No silo of the cluster is active.</exception>
    public static Faults GetFaults(this InProcessTestCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return cluster.Silos.FirstOrDefault()?.Silo.Cluster.GetFaults()
            ?? throw new InvalidOperationException("The cluster has no active silo: call DeployAsync first.");
    }

    /// <summary>Sets up faults when this silo has started. The rules act on the whole cluster: set them up on one silo.</summary>
    public static ISiloBuilder ConfigureFaults(this ISiloBuilder builder, Action<Faults> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddSingleton(configure);
        return builder;
    }
}
