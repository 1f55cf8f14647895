using System.Text.Json;

namespace OrleansDrpc.Functions.Tests;

public sealed class BlacklistTests
{
    private sealed record Expected(string Query, IReadOnlyList<BlacklistHit> Hits);

    [Fact]
    public async Task Stages_RealList_ExpectedHits()
    {
        var names = BlacklistFile.Read(SharedData.Path("sdn.tsv"));
        var lines = await File.ReadAllLinesAsync(SharedData.Path("blacklist-expected.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(200, lines.Length);
        foreach (var expected in lines.Select(line => JsonSerializer.Deserialize<Expected>(line, DrpcJson.Options)!))
        {
            Assert.Equal(expected.Hits, await Evaluate(names, expected.Query));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("?!")]
    [InlineData("Иван Иванов")]
    public async Task Stages_NothingLeftOfTheName_AsksNobody(string name) => Assert.Empty(await Sequentially.Run(new AskShards(), name));

    [Fact]
    public async Task Stages_OverLongName_NoHits() =>
        Assert.Empty(await Evaluate(InventedNames.Create(), string.Concat(Enumerable.Repeat("GOLDEN HERON SHIPPING ", 20_000))));

    [Theory]
    [InlineData("etienne noel d argentuil", 2)]
    [InlineData("Scherbakowsky, Jevgeni", 12)]
    [InlineData("Compania Naviera del Viento Quieto SA", 22)]
    [InlineData("Khaled bin Sahrawi Abdelnur", 16)]
    public async Task Stages_OtherSpelling_FindsTheInventedName(string name, long id) =>
        Assert.Contains(await Evaluate(InventedNames.Create(), name), hit => hit.Id == id);

    [Fact]
    public async Task Stages_ManyOfTheSameName_FirstTenById()
    {
        var names = new BlacklistNames(Enumerable.Range(1, 100).Select(i => new BlacklistEntry(1000 - i, "DOE, John")));
        var hits = await Evaluate(names, "John Doe");
        Assert.Equal(Enumerable.Range(900, 10).Select(id => new BlacklistHit(id, "DOE, John", 1)), hits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(20)]
    public async Task Search_AnySizeOfList_EveryEntryInOneShare(int size)
    {
        var names = new BlacklistNames(Enumerable.Range(1, size).Select(id => new BlacklistEntry(id, "DOE")));
        var queries = Enumerable.Range(0, Blacklist.Shards).Select(shard => new ShardQuery(shard, "DOE"));
        var hits = await Sequentially.Run(new SearchShard(names), queries);
        Assert.Equal(Enumerable.Range(1, size).Select(id => (long)id), hits.Select(hit => hit.Id));
    }

    [Fact]
    public async Task Answer_AsText_ListOfObjects() => Assert.Equal(
        """[{"id":1,"name":"O'MALLORY, Fergus Tadhg","score":0.952814}]""",
        DrpcText.From(await Evaluate(InventedNames.Create(), "OMALLORY Fergus Tadhg")));

    private static async Task<IReadOnlyList<BlacklistHit>> Evaluate(BlacklistNames names, string name)
    {
        var queries = await Sequentially.Run(new AskShards(), name);
        var hits = await Sequentially.Run(new SearchShard(names), queries);
        return Assert.Single(await Sequentially.Finish(new BestHits(), hits));
    }
}
