using FsCheck.Fluent;

namespace OrleansDrpc.Tests.Aggregators;

public sealed class AverageTests
{
    [Fact]
    public void Average_Longs_IsTheMean() =>
        Law.Holds(Law.Cases(Law.Of<int>()), test =>
        {
            var expected = test.Items.Length == 0 ? (double?)null : test.Items.Average();
            Assert.Equal(expected, Operators.Run(test.Items, b => b.Average(test.Partitions), test.Seed));
        });

    [Fact]
    public void Average_Doubles_IsTheMean() =>
        Law.Holds(Law.Cases(Gen.Choose(-1000, 1000).Select(number => number / 8.0)), test =>
        {
            var expected = test.Items.Length == 0 ? (double?)null : test.Items.Average();
            Assert.Equal(expected, Operators.Run(test.Items, b => b.Average(test.Partitions), test.Seed));
        });

    [Fact]
    public void Average_Decimals_IsTheMeanAsDecimal() =>
        Law.Holds(Law.Cases(Gen.Choose(-1000, 1000).Select(cents => cents / 100m)), test =>
        {
            decimal? expected = test.Items.Length == 0 ? null : test.Items.Average();
            decimal? actual = Operators.Run(test.Items, b => b.Average(test.Partitions), test.Seed);
            Assert.Equal(expected, actual);
        });

    [Fact]
    public void Average_PartitionsOfDifferentSizes_WeighsEveryItemOnce() =>
        Assert.Equal(2.5, Operators.Run<int, double?>([1, 1, 1, 7], b => b.Average(3)));

    [Fact]
    public void Average_SumPastTheRange_IsExact() =>
        Assert.Equal(int.MaxValue, Operators.Run<int, double?>([int.MaxValue, int.MaxValue, int.MaxValue], b => b.Average(2)));
}
