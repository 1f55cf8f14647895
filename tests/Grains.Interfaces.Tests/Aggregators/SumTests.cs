using FsCheck.Fluent;

namespace OrleansDrpc.Tests.Aggregators;

public sealed class SumTests
{
    [Fact]
    public void Sum_Longs_IsTheSum() =>
        Law.Holds(Law.Cases(Law.Of<int>()), test =>
        {
            var longs = test.Items.Select(item => item * 4_000_000_000L).ToArray();
            Assert.Equal(longs.Sum(), Operators.Run(longs, b => b.Sum(test.Partitions), test.Seed));
        });

    [Fact]
    public void Sum_Decimals_IsTheSum() =>
        Law.Holds(Law.Cases(Gen.Choose(-100_000, 100_000).Select(cents => cents / 100m)), test =>
            Assert.Equal(test.Items.Sum(), Operators.Run(test.Items, b => b.Sum(test.Partitions), test.Seed)));

    [Fact]
    public void Sum_Int128s_IsTheSum() =>
        Assert.Equal((Int128)long.MaxValue * 3, Operators.Run<Int128, Int128>(Wide(long.MaxValue, long.MaxValue, long.MaxValue), b => b.Sum(2)));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Sum_PastTheRangeHalfWayOnly_IsExact(int partitions)
    {
        int[] items = [int.MaxValue, int.MaxValue, 5, -int.MaxValue, -int.MaxValue];

        Assert.Equal(5, Operators.Run(items, b => b.Sum(partitions)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Sum_OutOfRange_IsAnErrorThatSaysWhatToDo(int partitions)
    {
        var error = Assert.Throws<OverflowException>(() => Operators.Run<long, long>([long.MaxValue, 1], b => b.Sum(partitions)));

        Assert.Contains("long", error.Message, StringComparison.Ordinal);
        Assert.Contains("wider type", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sum_DecimalOutOfRange_IsAnErrorThatSaysWhatToDo()
    {
        var error = Assert.Throws<OverflowException>(() => Operators.Run<decimal, decimal>([decimal.MaxValue, 1], b => b.Sum(2)));

        Assert.Contains("Decimal", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sum_Doubles_LosesNothingToTheOrder()
    {
        double[] items = [1e100, .. Enumerable.Repeat(0.1, 1000), -1e100];

        for (var seed = 1; seed <= 20; seed++)
        {
            Assert.Equal(100, Operators.Run(items, b => b.Sum(3), seed), 1e-9);
        }
    }

    [Theory]
    [InlineData(new[] { double.PositiveInfinity, 1 }, double.PositiveInfinity)]
    [InlineData(new[] { double.PositiveInfinity, double.NegativeInfinity }, double.NaN)]
    [InlineData(new[] { double.NaN, 1 }, double.NaN)]
    [InlineData(new[] { double.MaxValue, double.MaxValue }, double.PositiveInfinity)]
    public void Sum_DoublesThatAreNotFinite_FollowsIeee(double[] items, double expected)
    {
        Assert.Equal(expected, Operators.Run(items, b => b.Sum()));
        Assert.Equal(expected, Operators.Run(items, b => b.Sum(2)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Sum_NoItems_IsZero(int partitions) => Assert.Equal(0f, Operators.Run<float, float>([], b => b.Sum(partitions)));

    private static Int128[] Wide(params long[] items) => [.. items.Select(item => (Int128)item)];
}
