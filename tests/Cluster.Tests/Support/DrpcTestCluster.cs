using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>A cluster of silos in this process with functions on it. The same on both engines.</summary>
internal sealed class DrpcTestCluster : IAsyncDisposable
{
    private DrpcTestCluster(InProcessTestCluster cluster) => Cluster = cluster;

    public InProcessTestCluster Cluster { get; }

    /// <summary>A client outside the cluster.</summary>
    public IDrpcClient Client => Cluster.Client.ServiceProvider.GetRequiredService<IDrpcClient>();

    /// <param name="silos">How many silos.</param>
    /// <param name="configure">Adds functions.</param>
    /// <param name="time">The clock of the silos and of the client outside; null: the system's.</param>
    public static async Task<DrpcTestCluster> StartAsync(int silos, Action<DrpcBuilder> configure, TimeProvider? time = null)
    {
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(time ?? TimeProvider.System);
            silo.AddDrpc(configure);
        });
        builder.ConfigureClient(client =>
        {
            client.Services.AddSingleton(time ?? TimeProvider.System);
            client.AddDrpcClient();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new DrpcTestCluster(cluster);
    }

    /// <summary>A client inside a silo.</summary>
    public IDrpcClient ClientOn(int silo) => ServicesOf(silo).GetRequiredService<IDrpcClient>();

    /// <summary>Sends a request to its grain on the first silo, for the whole reply.</summary>
    public Task<DrpcReply> SendAsync(DrpcRequest request) => ServicesOf(0).GetRequiredService<IGrainFactory>()
        .GetGrain<IRequestGrain>(PinnedKey.Of(Cluster.Silos[0].SiloAddress, request.Id)).ExecuteAsync(request, CancellationToken.None);

    public IServiceProvider ServicesOf(int silo) => Cluster.GetSiloServiceProvider(Cluster.Silos[silo].SiloAddress);

    /// <summary>The silo that is the home of a request that runs; of several, of which all but one are lost, that of the newest attempt.</summary>
    public InProcessSiloHandle HomeOf(RequestId request) => Cluster.Silos.Select(silo => (Silo: silo, Attempt: NewestAttemptAt(silo.SiloAddress, request)))
        .Where(home => home.Attempt > 0).MaxBy(home => home.Attempt).Silo;

    /// <summary>Waits until no silo knows of any request and every worker slot is free.</summary>
    public Task IdleAsync() => Eventually.NothingAsync(
        () => Cluster.Silos.SelectMany(silo => SiloLeftovers.Of(Cluster.GetSiloServiceProvider(silo.SiloAddress)).Select(left => $"{silo.SiloAddress}: {left}")),
        "every silo to have forgotten all requests and freed all worker slots");

    /// <summary>Waits until no silo knows of any request; code of theirs may still run.</summary>
    public Task NoRequestsAsync() => Eventually.TrueAsync(
        () => Cluster.Silos.All(silo => Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<RequestTable>().Count == 0),
        "every silo to have forgotten all requests");

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();

    private int NewestAttemptAt(SiloAddress home, RequestId request)
    {
        try
        {
            var table = Cluster.GetSiloServiceProvider(home).GetRequiredService<RequestTable>();
            return table.All.Where(running => running.Attempt.Request == request && running.Plan.Home.Equals(home))
                .Select(running => running.Attempt.Number).DefaultIfEmpty().Max();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
            return 0;
        }
    }
}
