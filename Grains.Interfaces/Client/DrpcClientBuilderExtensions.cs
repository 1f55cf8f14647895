using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansDrpc;

namespace Orleans.Hosting;

/// <summary>Registration for clients outside the cluster.</summary>
public static class DrpcClientBuilderExtensions
{
    /// <summary>Adds <see cref="IDrpcClient"/> to a cluster client's services. Idempotent.</summary>
    public static IClientBuilder AddDrpcClient(this IClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<IDrpcClient>(static services =>
        {
            var grains = services.GetRequiredService<IClusterClient>();
            var time = services.GetRequiredService<TimeProvider>();
            return new ClusterDrpcClient(grains, new HomeSilos(grains, time), new HomeWatch(grains, time), time);
        });
        return builder;
    }
}
