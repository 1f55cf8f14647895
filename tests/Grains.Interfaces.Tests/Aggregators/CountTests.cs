namespace OrleansDrpc.Tests.Aggregators;

public sealed class CountTests
{
    [Fact]
    public void Count_AnyItemsAndPartitions_IsTheirNumber() =>
        Law.Holds(Law.Cases(Law.Text), test =>
            Assert.Equal(test.Items.Length, Operators.Run(test.Items, b => b.Count(test.Partitions), test.Seed)));

    [Fact]
    public void Count_ManyItems_IsTheirNumber() =>
        Assert.Equal(100_000, Operators.Run(Enumerable.Range(0, 100_000).ToArray(), b => b.Count(6)));
}
