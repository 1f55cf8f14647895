using FsCheck.Fluent;

namespace OrleansDrpc.Tests.Aggregators;

public sealed class MinMaxTests
{
    [Fact]
    public void MinAndMax_Numbers_AreThoseOfLinq() =>
        Law.Holds(Law.Cases(Law.Of<int>()), test =>
        {
            var items = test.Items.Select(item => (int?)item);
            Assert.Equal(items.Min(), Operators.Run(test.Items, b => b.Min(test.Partitions), test.Seed));
            Assert.Equal(items.Max(), Operators.Run(test.Items, b => b.Max(test.Partitions), test.Seed));
        });

    [Fact]
    public void MinAndMax_Strings_GoByCodeUnits() =>
        Law.Holds(Law.Cases(Law.Text), test =>
        {
            Assert.Equal(test.Items.Order(StringComparer.Ordinal).FirstOrDefault(), Operators.Run(test.Items, b => b.Min(test.Partitions)));
            Assert.Equal(test.Items.Order(StringComparer.Ordinal).LastOrDefault(), Operators.Run(test.Items, b => b.Max(test.Partitions)));
        });

    [Fact]
    public void MinByAndMaxBy_Values_AreThoseOfLinq() =>
        Law.Holds(Law.Cases(Gen.Choose(-50, 50)), test =>
        {
            var items = test.Items.Select(item => (int?)item);
            Assert.Equal(items.MinBy(item => (item * item, item)), Operators.Run(test.Items, b => b.MinBy(item => item * item, test.Partitions)));
            Assert.Equal(items.MaxBy(item => (item * item, -item)), Operators.Run(test.Items, b => b.MaxBy(item => item * item, test.Partitions)));
        });

    [Fact]
    public void MaxBy_EqualKeys_IsTheSameItemInEveryRun()
    {
        Hit[] hits = [new("b", 1), new("a", 1), new("c", 1), new("d", 0)];

        for (var seed = 1; seed <= 20; seed++)
        {
            Assert.Equal("a", Operators.Run(hits, b => b.MaxBy(hit => hit.Score, 3), seed)!.Id);
        }
    }

    [Fact]
    public void Min_NoItems_IsNull()
    {
        Assert.Null(Operators.Run<long, long?>([], b => b.Min(3)));
        Assert.Null(Operators.Run<string, string?>([], b => b.Min()));
        Assert.Null(Operators.Run<Hit, Hit?>([], b => b.MinBy(hit => hit.Score, 2)));
    }

    [Fact]
    public void Max_NullAmongTheItems_IsSkipped() => Assert.Equal("a", Operators.Run<string, string?>([null!, "a", null!], b => b.Min(2)));

    [Fact]
    public void Max_ItemsWithoutOrder_IsRefusedWhenDefined()
    {
        var error = Assert.Throws<ArgumentException>(() => Operators.Source<Hit>().Max());

        Assert.Contains("Hit has no order", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstAggregator_NoItems_EmitsNothing()
    {
        var order = ItemOrder.By((int item) => item);

        Assert.Empty(Operators.RunAll<int, int>([], b => b.Aggregate(() => new FirstAggregator<int>(order))));
        Assert.Equal([3], Operators.RunAll<int, int>([5, 3, 4], b => b.Aggregate(() => new FirstAggregator<int>(order))));
    }

    public sealed record Hit(string Id, double Score);
}
