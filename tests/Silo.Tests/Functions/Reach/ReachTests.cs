using System.Globalization;

namespace OrleansDrpc.Functions.Tests;

public sealed class ReachTests
{
    [Theory]
    [InlineData("foo.com/blog/1", 5, 22, 16)]
    [InlineData("engineering.twitter.com/blog/5", 4, 17, 14)]
    [InlineData("tech.backtype.com/blog/123", 3, 8, 7)]
    [InlineData("notaurl.com", 0, 0, 0)]
    [InlineData("", 0, 0, 0)]
    public async Task Stages_StormsPages_StormsAnswers(string page, int people, int followers, long reach) =>
        Assert.Equal((people, followers, reach), await Evaluate(StormFollowGraph.Create(), page));

    [Fact]
    public async Task Stages_RealGraph_ExpectedAnswers()
    {
        var graph = FollowGraphFiles.Read(SharedData.Path("follows.tsv"), SharedData.Path("shares.tsv"));
        var rows = TsvFile.Read(SharedData.Path("reach-expected.tsv"), "page", "people", "follower_tuples", "reach").ToList();
        Assert.Equal(60, rows.Count);
        foreach (var row in rows)
        {
            Assert.Equal((row.Number(1), row.Number(2), row.Number(3)), await Evaluate(graph, row.Text(0)));
        }
    }

    [Fact]
    public void Function_Plan_AsInStorm()
    {
        var stages = Reach.Function.Plan.Stages.Select(stage => (stage.Name, stage.TaskCount, stage.IsAggregator));
        Assert.Equal(
            [("GetTweeters", 4, false), ("GetFollowers", 12, false), ("PartialUniquer", 6, true), ("CountAggregator", 1, true)], stages);
        Assert.Equal(
            [GroupingKind.Shuffle, GroupingKind.Shuffle, GroupingKind.Fields, GroupingKind.Global],
            Reach.Function.Plan.Edges.Select(edge => edge.Grouping));
    }

    [Fact]
    public void Builder_PairsInAnyOrder_ValuesByKeyInTheirOrder()
    {
        var builder = new RelationBuilder(new(StringComparer.Ordinal));
        for (var i = 0; i < 1000; i++)
        {
            builder.Add($"k{i % 7}", i.ToString(CultureInfo.InvariantCulture));
        }

        var relation = builder.Build();
        for (var key = 0; key < 7; key++)
        {
            var expected = Enumerable.Range(0, 1000).Where(i => i % 7 == key).Select(i => i.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(expected, relation.Of($"k{key}").ToArray());
        }

        Assert.True(relation.Of("k7").IsEmpty);
    }

    private static async Task<(long People, long Followers, long Reach)> Evaluate(FollowGraph graph, string page)
    {
        var people = await Sequentially.Run(new GetTweeters(graph), page);
        var followers = await Sequentially.Run(new GetFollowers(graph), people);
        var counts = await Sequentially.Finish(new PartialUniquer(), followers);
        var reach = Assert.Single(await Sequentially.Finish(new CountAggregator(), counts));
        return (people.Count, followers.Count, reach);
    }
}
