using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Calls that never reach their request grain.</summary>
public sealed class UndeliveredCallTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task Call_RefusedOnItsWay_FailsByItsId(bool isFromOutside)
    {
        await using var cluster = await DrpcTestCluster.StartAsync(2, TestFunctions.AddAll);
        cluster.Cluster.GetFaults().Add(new FaultRule(FaultKind.Fail)
        {
            Interface = typeof(IRequestGrain), Failure = () => new DrpcException(DrpcFailureCode.SiloLost, "Injected: there is no such silo."),
        });
        var client = isFromOutside ? cluster.Client : cluster.ClientOn(1);
        var id = RequestId.New();

        var failure = await Assert.ThrowsAsync<DrpcException>(() => client.ExecuteAsync(TestFunctions.Spread, 1, new CallOptions { RequestId = id }));

        Assert.Equal(DrpcFailureCode.SiloLost, failure.Code);
        Assert.Equal(id, failure.RequestId);
    }
}
