namespace OrleansDrpc.Functions.Tests;

public sealed class SampleDataTests
{
    [Fact]
    public void Files_BothOfTheGraph_Read()
    {
        using var follows = new TempFile("follower\tfollowee\nann\tbob\ncid\tbob\nann\teve\n");
        using var shares = new TempFile("page\tperson\np\tbob\np\teve\nq\tann\n");
        var graph = SampleData.FollowGraph(new() { Follows = follows.Path, Shares = shares.Path });
        Assert.Equal(["bob", "eve"], graph.TweetersOf("p").ToArray());
        Assert.Equal(["ann", "cid"], graph.FollowersOf("bob").ToArray());
        Assert.Empty(graph.FollowersOf("ann").ToArray());
        Assert.Same(graph.TweetersOf("q")[0], graph.FollowersOf("eve")[0]);
    }

    [Theory]
    [InlineData("f.tsv", null, "Only the follows file of the reach function is given (f.tsv). Give the shares file too, or neither")]
    [InlineData(null, "s.tsv", "Only the shares file of the reach function is given (s.tsv). Give the follows file too, or neither")]
    public void Files_OneOfTheGraph_Refused(string? follows, string? shares, string message)
    {
        var options = new SampleFunctionsOptions { Follows = follows, Shares = shares };
        var error = Assert.Throws<ArgumentException>(() => SampleData.FollowGraph(options));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ann\tbob\n\tbob\n", "page\tperson\n", true, 3, "column 'follower' is empty")]
    [InlineData("ann\tbob\n", "page\tperson\np\n", false, 2, "the line has 1 column(s), but the 2 of 'page<TAB>person' are expected")]
    [InlineData("ann\tbob\n", "person\tpage\n", false, 1, "the header 'page<TAB>person' is missing; the line is 'person<TAB>page'")]
    public void Files_BadLineOfTheGraph_NamesTheFile(string follows, string shares, bool inFollows, int line, string reason)
    {
        using var first = new TempFile("follower\tfollowee\n" + follows);
        using var second = new TempFile(shares);
        var options = new SampleFunctionsOptions { Follows = first.Path, Shares = second.Path };
        var error = Assert.Throws<DataFileException>(() => SampleData.FollowGraph(options));
        Assert.Equal((inFollows ? first.Path : second.Path, line, reason), (error.File, error.Line, error.Reason));
    }

    [Fact]
    public void Blacklist_File_Read()
    {
        using var file = new TempFile("id\tname\ttype\tprogram\n7\tDOE, John\t\tX\n3\tROE, Jane\tindividual\t\n");
        var names = SampleData.Blacklist(new() { Blacklist = file.Path });
        Assert.Equal([new(7, "DOE, John"), new(3, "ROE, Jane")], names.Entries.ToArray());
    }

    [Theory]
    [InlineData("id\tname\ttype\tprogram\nx7\tDOE\t\tX\n", 2, "'x7' in column 'id' is no whole number of 0 or more")]
    [InlineData("id\tname\ttype\tprogram\n7\tDOE\t\tX\n8\tROE\t\tX\n7\tPOE\t\tX\n", 4, "the id 7 is already that of line 2")]
    [InlineData("id\tname\ttype\tprogram\n7\t\t\tX\n", 2, "column 'name' is empty")]
    [InlineData("id\tname\n7\tDOE\n", 1, "the header 'id<TAB>name<TAB>type<TAB>program' is missing; the line is 'id<TAB>name'")]
    public void Blacklist_BadLine_FileLineAndReason(string text, int line, string reason)
    {
        using var file = new TempFile(text);
        var error = Assert.Throws<DataFileException>(() => SampleData.Blacklist(new() { Blacklist = file.Path }));
        Assert.Equal((file.Path, line, reason), (error.File, error.Line, error.Reason));
    }

    [Fact]
    public void Blacklist_BuiltIn_EveryNameIsItsOwnBestHit()
    {
        var names = SampleData.Blacklist(new());
        Assert.Equal(25, names.Entries.Length);
        foreach (var entry in names.Entries)
        {
            var best = new TopHits(1);
            var query = PreparedName.Of(NameNormalizer.Normalize(entry.Name));
            names.Search(query, shard: 0, shards: 1, best, TestContext.Current.CancellationToken);
            Assert.Equal([new(entry.Id, entry.Name, 1)], best.Hits);
        }
    }
}
