using FsCheck.Fluent;

namespace OrleansDrpc.Tests.Aggregators;

public sealed class DistinctTests
{
    [Fact]
    public void Distinct_Strings_EmitsEachOnce() =>
        Law.Holds(Law.Cases(Law.Text), test =>
            Assert.Equal(
                test.Items.Distinct().Order(StringComparer.Ordinal),
                Operators.RunAll(test.Items, b => b.Distinct(test.Partitions), test.Seed).Order(StringComparer.Ordinal)));

    [Fact]
    public void Distinct_DoublesThatAreEqual_Meet() =>
        Assert.Equal(2, Operators.RunAll<double, double>([0.0, -0.0, double.NaN, -double.NaN], b => b.Distinct(5)).Count);

    [Fact]
    public void DistinctBy_Key_EmitsOneOfEach() =>
        Law.Holds(Law.Cases(Gen.Choose(0, 100)), test =>
        {
            var actual = Operators.RunAll(test.Items, b => b.DistinctBy(item => item % 7, test.Partitions), test.Seed);
            Assert.Equal(test.Items.Select(item => item % 7).Distinct().Order(), actual.Select(item => item % 7).Order());
            Assert.Subset(test.Items.ToHashSet(), actual.ToHashSet());
        });

    [Fact]
    public void DistinctCount_Longs_IsTheirNumber() =>
        Law.Holds(Law.Cases(Gen.Choose(-20, 20).Select(item => (long)item)), test =>
            Assert.Equal(test.Items.Distinct().Count(), Operators.Run(test.Items, b => b.DistinctCount(test.Partitions), test.Seed)));

    [Fact]
    public void DistinctCount_Strings_IsTheirNumber() =>
        Law.Holds(Law.Cases(Law.Text), test =>
            Assert.Equal(test.Items.Distinct().Count(), Operators.Run(test.Items, b => b.DistinctCount(test.Partitions), test.Seed)));

    [Fact]
    public void DistinctCount_ManyItems_IsTheirNumber() =>
        Assert.Equal(30_000, Operators.Run(Enumerable.Range(0, 100_000).Select(item => item % 30_000L).ToArray(), b => b.DistinctCount(6)));

    [Fact]
    public void Distinct_ItemsWithoutStableHash_IsAMistakeOverSeveralPartitionsOnly()
    {
        Assert.Empty(PlanValidator.Mistakes(Operators.Source<Uri>().Distinct().ReturnsAll()));

        var mistake = Assert.Single(PlanValidator.Mistakes(Operators.Source<Uri>().Distinct(2).ReturnsAll()));
        Assert.Contains("Uri", mistake, StringComparison.Ordinal);
    }
}
