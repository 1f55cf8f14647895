using OrleansDrpc.Functions;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Clusters of 1 and 3 silos with the sample functions on their own data.</summary>
public sealed class SampleClusters : IAsyncLifetime
{
    private DrpcTestCluster? _one;
    private DrpcTestCluster? _three;

    internal DrpcTestCluster Of(int silos) => silos == 1 ? _one! : _three!;

    public async ValueTask InitializeAsync()
    {
        _one = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddSampleFunctions(new SampleFunctionsOptions()));
        _three = await DrpcTestCluster.StartAsync(3, drpc => drpc.AddSampleFunctions(new SampleFunctionsOptions()));
    }

    public async ValueTask DisposeAsync()
    {
        await _one!.DisposeAsync();
        await _three!.DisposeAsync();
    }
}
