namespace OrleansDrpc.Cluster.Tests;

public sealed class AnswerTests(Clusters clusters)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Function_OfOneTask_ReturnsItsValue(int silos)
    {
        Assert.Equal("äöü€𝄞", await clusters.Of(silos).Client.ExecuteAsync(TestFunctions.Echo, "äöü€𝄞"));
        Assert.Equal("", await clusters.Of(silos).ClientOn(0).ExecuteAsync("echo", ""));
    }

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Function_OfManyStages_CountsEveryItemOnce(int silos)
    {
        foreach (var count in (int[])[0, 1, 5, 1000, 50_000])
        {
            Assert.Equal(count, await clusters.Of(silos).Client.ExecuteAsync(TestFunctions.Spread, count).Within(Limit, $"spread({count})"));
        }
    }

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task ReturnsAll_FunctionOfManyTasks_ReturnsEveryValue(int silos)
    {
        var squares = await clusters.Of(silos).Client.ExecuteAsync(TestFunctions.Squares, 100);

        Assert.Equal(Enumerable.Range(0, 100).Select(item => item * item), squares.Order());
        Assert.Empty(await clusters.Of(silos).Client.ExecuteAsync(TestFunctions.Squares, 0));
    }

    [Fact]
    public async Task Request_OfEnoughTasks_RunsOnAllSilos()
    {
        var id = RequestId.New();

        await clusters.Of(3).Client.ExecuteAsync(TestFunctions.Spread, 5000, new CallOptions { RequestId = id });

        Assert.Equal(3, Record.Of(id, "silo").Distinct().Count());
    }

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Aggregation_PartitionsWithoutItems_FinishExactlyOnce(int silos)
    {
        var id = RequestId.New();

        await clusters.Of(silos).Client.ExecuteAsync(TestFunctions.Spread, 1, new CallOptions { RequestId = id });

        var finishes = Record.Of(id, "finish").Select(entry => entry.Split(':')).ToArray();
        Assert.Equal(["0", "1", "2", "3", "4", "5"], finishes.Select(finish => finish[0]).Order());
        Assert.Equal(1, finishes.Sum(finish => int.Parse(finish[1])));
    }

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Requests_TwoHundredOfMixedSizeAtOnce_AllAnswerRight(int silos)
    {
        var cluster = clusters.Of(silos);
        var calls = Enumerable.Range(0, 200).Select(async i =>
        {
            var client = i % 2 == 0 ? cluster.Client : cluster.ClientOn(i % silos);
            switch (i % 4)
            {
                case 0:
                    Assert.Equal($"text {i}", await client.ExecuteAsync("echo", $"text {i}"));
                    break;
                case 1:
                    Assert.Equal(i * 50, await client.ExecuteAsync(TestFunctions.Spread, i * 50));
                    break;
                case 2:
                    Assert.Equal(i, (await client.ExecuteAsync(TestFunctions.Squares, i)).Count);
                    break;
                default:
                    await Assert.ThrowsAsync<DrpcException>(() => client.ExecuteAsync(FailingFunctions.Fail, "in"));
                    break;
            }
        });

        await Task.WhenAll(calls).Within(Limit, "200 requests");
        await cluster.IdleAsync();
    }
}
