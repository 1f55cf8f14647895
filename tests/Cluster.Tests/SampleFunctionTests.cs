using System.Text.Json;
using OrleansDrpc.Functions;
using OrleansDrpc.Functions.Tests;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Storm's own samples with Storm's answers, on its sample data.</summary>
public sealed class SampleFunctionTests(SampleClusters clusters) : IClassFixture<SampleClusters>
{
    public static TheoryData<int, string, string, string> Answers => new(
        from silos in (int[])[1, 3]
        from answer in ((string Function, string Argument, string Answer)[])
        [
            ("exclamation", "aaa", "aaa!"), ("exclaim", "a", "a!"), ("exclaim", "", "!"),
            ("reach", "foo.com/blog/1", "16"), ("reach", "engineering.twitter.com/blog/5", "14"), ("reach", "tech.backtype.com/blog/123", "7"),
            ("reach", "notaurl.com", "0"), ("reach", "aaa", "0"),
            ("square", "2", "4"), ("square", "10", "100"), ("square", "1", "1"), ("square", "0", "0"), ("square", "-3", "9"), ("square", "300", "90000"),
            ("tricky", "anything", "done"), ("tricky", "", "done"),
            ("wordcount", "the cow jumped over the moon", """[{"word":"the","count":2},{"word":"cow","count":1},{"word":"jumped","count":1},{"word":"moon","count":1},{"word":"over","count":1}]"""),
            ("wordcount", "", "[]"),
        ]
        select (silos, answer.Function, answer.Argument, answer.Answer));

    [Theory, MemberData(nameof(Answers))]
    public async Task SampleFunction_OnItsOwnData_AnswersAsStormDoes(int silos, string function, string argument, string answer) =>
        Assert.Equal(answer, await clusters.Of(silos).Client.ExecuteAsync(function, argument));

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Blacklist_OnInventedNames_FindsWhatIsOnTheList(int silos)
    {
        var client = clusters.Of(silos).Client;

        // Every name of the list finds itself, as the best hit.
        foreach (var name in InventedNames.Names)
        {
            var hits = await client.ExecuteAsync(Blacklist.Function, name);
            Assert.Equal(1.0, hits[0].Score);
            Assert.Contains(hits, hit => hit.Name == name);
        }

        Assert.Equal("[]", await client.ExecuteAsync("blacklist", "nobody of that name"));
        Assert.Equal("[]", await client.ExecuteAsync("blacklist", ""));
    }
}

/// <summary>The sample functions on real data, with the answers of an independent program. Skipped where the data is not there.</summary>
public sealed class RealDataTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Reach_OfARealGraph_IsWhatWasExpected(int silos)
    {
        var options = new SampleFunctionsOptions { Follows = SharedData.Path("follows.tsv"), Shares = SharedData.Path("shares.tsv") };
        await using var cluster = await DrpcTestCluster.StartAsync(silos, drpc => drpc.AddSampleFunctions(options));
        var rows = File.ReadLines(SharedData.Path("reach-expected.tsv")).Skip(1).Select(line => line.Split('\t')).ToArray();

        var answers = await Task.WhenAll(rows.Select(row => cluster.Client.ExecuteAsync("reach", row[0]))).Within(Limit, "all pages");

        Assert.Equal(60, rows.Length);
        Assert.Equal(rows.Select(row => row[3]), answers);
    }

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Blacklist_OfARealList_FindsWhatWasExpected(int silos)
    {
        var options = new SampleFunctionsOptions { Blacklist = SharedData.Path("sdn.tsv") };
        await using var cluster = await DrpcTestCluster.StartAsync(silos, drpc => drpc.AddSampleFunctions(options));
        var rows = File.ReadLines(SharedData.Path("blacklist-expected.jsonl")).Select(line => JsonSerializer.Deserialize<Expected>(line, DrpcJson.Options)!).ToArray();

        var answers = await Task.WhenAll(rows.Select(row => cluster.Client.ExecuteAsync(Blacklist.Function, row.Query))).Within(Limit, "all queries");

        Assert.Equal(200, rows.Length);
        Assert.All(rows.Zip(answers), pair => Assert.Equal(pair.First.Hits, pair.Second));
    }

    private sealed record Expected(string Query, BlacklistHit[] Hits);
}
