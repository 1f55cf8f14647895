namespace OrleansDrpc.Functions;

/// <summary>
/// <c>wordcount</c>: the different words of a text, each with the number of its occurrences. As in Storm's word counts a word is
/// whatever stands between white space, taken as it is: <c>The</c> and <c>the,</c> are other words than <c>the</c>.
/// </summary>
public static class WordCount
{
    /// <summary>
    /// The function. Its answer is a list, <c>[{"word":"the","count":2},{"word":"cow","count":1}]</c> as text: the most frequent word
    /// first, words of the same count in ordinal order. (An object of words would promise no order.)
    /// </summary>
    public static readonly DrpcFunction<string, IReadOnlyList<CountedWord>> Function = DrpcFunction.Named("wordcount")
        .WithDescription("The words of a text with their counts, the most frequent first.")
        .Takes<string>()
        .Stage<SplitWords, string>()
        .Aggregate<CountWords, CountedWord>(partitions: 4, Grouping.Fields((string word) => word))
        .Aggregate<RankWords, IReadOnlyList<CountedWord>>(partitions: 1, Grouping.Global)
        .Returns();
}
