using FsCheck.Fluent;

namespace OrleansDrpc.Tests.Aggregators;

public sealed class TopKTests
{
    private static readonly ItemOrder<Hit> BestFirst = ItemOrder.ByDescending((Hit hit) => hit.Score).ThenBy(hit => hit.Id);

    [Fact]
    public void TopK_OrderByScoreThenId_IsThatOfLinq() =>
        Law.Holds(Law.Cases(from id in Law.Text from score in Gen.Choose(0, 4) select new Hit(id, score / 3.0)), test =>
        {
            var expected = test.Items.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Id, StringComparer.Ordinal).Take(10);
            Assert.Equal(expected, Operators.Run(test.Items, b => b.TopK(10, BestFirst, test.Partitions), test.Seed));
        });

    [Fact]
    public void TopK_HighestItems_IsThatOfLinq() =>
        Law.Holds(Law.Cases(Law.Of<int>()), test =>
            Assert.Equal(test.Items.OrderDescending().Take(3), Operators.Run(test.Items, b => b.TopK(3, test.Partitions), test.Seed)));

    [Fact]
    public void TopK_TiesInTheOrder_AreBrokenTheSameWayInEveryRun() =>
        Law.Holds(Law.Cases(from id in Law.Text from score in Gen.Choose(0, 2) select new Hit(id, score)), test =>
        {
            var first = Operators.Run(test.Items, b => b.TopK(4, hit => hit.Score), 1);
            Assert.Equal(first, Operators.Run(test.Items, b => b.TopK(4, hit => hit.Score, test.Partitions), test.Seed));
        });

    [Fact]
    public void TopK_TiesAmongNumbers_GoLowestFirst() =>
        Assert.Equal([-4, 4, -3], Operators.Run<int, IReadOnlyList<int>>([1, 4, 3, -4, -3, 2], b => b.TopK(3, item => item * item, 2)));

    [Fact]
    public void TopK_FewerItemsThanWanted_IsAllOfThem()
    {
        Assert.Equal([2, 1], Operators.Run<int, IReadOnlyList<int>>([1, 2], b => b.TopK(10, 4)));
        Assert.Empty(Operators.Run<int, IReadOnlyList<int>>([], b => b.TopK(10)));
    }

    [Fact]
    public void TopK_CountBelowOne_IsRefusedWhenDefined() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Operators.Source<int>().TopK(0));

    [Fact]
    public void ItemOrder_TuplesWithStrings_GoesByCodeUnits()
    {
        var order = ItemOrder.By((string word) => (word.Length, word));

        Assert.True(order.Compare("B", "a") < 0);
        Assert.True(order.Compare("a", "BB") < 0);
        Assert.Equal(0, order.Compare("a", "a"));
    }

    [Fact]
    public void ItemOrder_ThenByDescending_BreaksTies()
    {
        var order = ItemOrder.By((Hit hit) => hit.Score).ThenByDescending(hit => hit.Id);

        Assert.Equal([new("b", 1), new("a", 1), new("c", 2)], new Hit[] { new("a", 1), new("c", 2), new("b", 1) }.Order(order));
    }

    [Fact]
    public void ItemOrder_KeyWithoutOrder_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ItemOrder.By((Hit hit) => hit));

    public sealed record Hit(string Id, double Score);
}
