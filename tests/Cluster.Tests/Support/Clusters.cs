[assembly: AssemblyFixture(typeof(OrleansDrpc.Cluster.Tests.Clusters))]

namespace OrleansDrpc.Cluster.Tests;

/// <summary>The clusters of 1 and 3 silos that tests share which do no harm to them.</summary>
public sealed class Clusters : IAsyncLifetime
{
    private DrpcTestCluster? _one;
    private DrpcTestCluster? _three;

    public static TheoryData<int> Sizes => [1, 3];

    internal DrpcTestCluster Of(int silos) => silos == 1 ? _one! : _three!;

    public async ValueTask InitializeAsync()
    {
        _one = await DrpcTestCluster.StartAsync(1, TestFunctions.AddAll);
        _three = await DrpcTestCluster.StartAsync(3, TestFunctions.AddAll);
    }

    public async ValueTask DisposeAsync()
    {
        await _one!.DisposeAsync();
        await _three!.DisposeAsync();
    }
}
