namespace OrleansDrpc.Tests.Aggregators;

public sealed class CountByTests
{
    [Fact]
    public void CountBy_Words_IsThatOfLinq() =>
        Law.Holds(Law.Cases(Law.Text), test =>
            Assert.Equal(
                test.Items.CountBy(word => word).ToDictionary(pair => pair.Key, pair => (long)pair.Value),
                Operators.RunAll(test.Items, b => b.CountBy(word => word, test.Partitions), test.Seed).ToDictionary()));

    [Fact]
    public void GroupCount_Words_IsOneListMostFrequentFirst() =>
        Law.Holds(Law.Cases(Law.Text), test =>
        {
            var expected = test.Items.CountBy(word => word).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => KeyValuePair.Create(pair.Key, (long)pair.Value));
            Assert.Equal(expected, Operators.Run(test.Items, b => b.GroupCount(word => word, test.Partitions), test.Seed));
        });

    [Fact]
    public void GroupCount_TupleKeys_IsExact()
    {
        int[] items = [1, 2, 3, 4, 5, 6, 7];

        var counts = Operators.Run(items, b => b.GroupCount(item => (Odd: item % 2 == 1, Large: item > 3), 3));

        Assert.Equal([new((false, true), 2), new((true, false), 2), new((true, true), 2), new((false, false), 1)], counts);
    }

    [Fact]
    public void CountBy_ThenTopK_IsTheMostFrequent()
    {
        var words = "the cat and the dog and the bird".Split(' ');

        var top = Operators.Run(words, b => b.CountBy(word => word, 4).TopK(2, pair => pair.Value));

        Assert.Equal([new("the", 3), new("and", 2)], top);
    }

    [Fact]
    public void GroupCount_AsText_IsAListOfPairs() =>
        Assert.Equal("""[{"key":"a","value":2}]""", DrpcText.From(Operators.Run<string, IReadOnlyList<KeyValuePair<string, long>>>(
            ["a", "a"], b => b.GroupCount(word => word))));
}
