namespace OrleansDrpc.Tests.Aggregators;

public sealed class CollectTests
{
    [Fact]
    public void Collect_Items_IsAllOfThem() =>
        Law.Holds(Law.Cases(Law.Text), test =>
            Assert.Equal(
                test.Items.Order(StringComparer.Ordinal),
                Operators.Run(test.Items, b => b.Collect(), test.Seed).Order(StringComparer.Ordinal)));

    [Fact]
    public void Collect_NoItems_IsAnEmptyList() => Assert.Empty(Operators.Run<int, IReadOnlyList<int>>([], b => b.Collect()));
}
