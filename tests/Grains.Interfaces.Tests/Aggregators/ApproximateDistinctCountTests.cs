namespace OrleansDrpc.Tests.Aggregators;

public sealed class ApproximateDistinctCountTests
{
    [Theory]
    [InlineData(14, 1_000)]
    [InlineData(14, 20_000)]
    [InlineData(14, 41_000)]
    [InlineData(14, 60_000)]
    [InlineData(14, 1_000_000)]
    [InlineData(10, 2_500)]
    [InlineData(10, 200_000)]
    [InlineData(4, 50_000)]
    [InlineData(18, 1_000_000)]
    public void Estimate_DifferentItems_IsWithinFourStandardErrors(int precision, int count)
    {
        var sketch = new HyperLogLog(precision);
        for (var item = 0L; item < count; item++)
        {
            sketch.Add(StableHash.Of(item));
        }

        Assert.InRange(sketch.Estimate(), count * (1 - (4 * ErrorOf(precision))), count * (1 + (4 * ErrorOf(precision))));
    }

    [Fact]
    public void Estimate_ManySketches_HasTheStandardErrorThatIsDocumented()
    {
        var squares = 0.0;
        for (var run = 0; run < 200; run++)
        {
            var sketch = new HyperLogLog(8);
            for (var item = 0; item < 5_000; item++)
            {
                sketch.Add(StableHash.Of((run * 5_000L) + item));
            }

            squares += Math.Pow((sketch.Estimate() / 5_000.0) - 1, 2);
        }

        Assert.InRange(Math.Sqrt(squares / 200), ErrorOf(8) * 0.8, ErrorOf(8) * 1.2);
    }

    [Fact]
    public void Estimate_FewItems_IsNearlyExact()
    {
        var sketch = new HyperLogLog(14);
        Assert.Equal(0, sketch.Estimate());
        for (var count = 1; count <= 100; count++)
        {
            sketch.Add(StableHash.Of($"item {count}"));
            Assert.InRange(sketch.Estimate(), count - 2, count + 2);
        }
    }

    [Fact]
    public void Estimate_ExtremeHashes_StaysInItsRegisters()
    {
        var sketch = new HyperLogLog(4);
        sketch.Add(0);
        sketch.Add(ulong.MaxValue);
        sketch.Add(1UL << 59);

        Assert.InRange(sketch.Estimate(), 1, 5);
    }

    [Fact]
    public void Operator_AnyPartitions_GivesTheSameEstimate() =>
        Law.Holds(Law.Cases(Law.Of<long>()), test =>
            Assert.Equal(
                Operators.Run(test.Items, b => b.ApproximateDistinctCount()),
                Operators.Run(test.Items, b => b.ApproximateDistinctCount(test.Partitions), test.Seed)));

    [Fact]
    public void Operator_RepeatedItems_CountOnce()
    {
        var words = Enumerable.Range(0, 20_000).Select(item => $"word {item % 5_000}").ToArray();

        Assert.InRange(Operators.Run(words, b => b.ApproximateDistinctCount(4, precision: 12)), 4_700, 5_300);
    }

    [Fact]
    public void Operator_WrongPrecisionOrType_IsRefusedWhenDefined()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Operators.Source<int>().ApproximateDistinctCount(precision: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Operators.Source<int>().ApproximateDistinctCount(precision: 19));
        Assert.Throws<ArgumentException>(() => Operators.Source<Uri>().ApproximateDistinctCount());
    }

    private static double ErrorOf(int precision) => 1.04 / Math.Sqrt(1 << precision);
}
