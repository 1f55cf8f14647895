namespace OrleansDrpc.Functions.Tests;

public sealed class WordCountTests
{
    [Theory]
    [InlineData("the cow jumped over the moon", "the=2 cow=1 jumped=1 moon=1 over=1")]
    [InlineData("  The the,\tthe\u00A0the \r\n the ", "the=3 The=1 the,=1")]
    [InlineData("b a B A é", "A=1 B=1 a=1 b=1 é=1")]
    [InlineData("", "")]
    [InlineData(" \t\n ", "")]
    public async Task Stages_Text_WordsByCountThenOrdinally(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', (await Evaluate(text)).Select(word => $"{word.Word}={word.Count}")));

    [Fact]
    public async Task Stages_StormsSentences_StormsCounts()
    {
        var words = await Evaluate(
            "the cow jumped over the moon\nthe man went to the store and bought some candy\nfour score and seven years ago\n"
            + "how many apples can you eat\nto be or not to be the person");
        Assert.Equal([new("the", 5), new("to", 3), new("and", 2), new("be", 2)], words.Take(4));
        Assert.All(words.Skip(4), word => Assert.Equal(1, word.Count));
        Assert.Equal(36 - 12, words.Count - 4);
    }

    [Fact]
    public async Task Answer_AsText_ListOfObjects() =>
        Assert.Equal("""[{"word":"the","count":2},{"word":"<cow>","count":1}]""", DrpcText.From(await Evaluate("the <cow> the")));

    // As the function does it, but for one partition.
    private static async Task<IReadOnlyList<CountedWord>> Evaluate(string text)
    {
        var words = await Sequentially.Run(new SplitWords(), text);
        var counts = await Sequentially.Finish(new CountWords(), words);
        return Assert.Single(await Sequentially.Finish(new RankWords(), counts));
    }
}
