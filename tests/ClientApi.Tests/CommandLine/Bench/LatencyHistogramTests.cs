namespace OrleansDrpc.ClientApi.Tests;

public sealed class LatencyHistogramTests
{
    private static readonly decimal[] Percents = [0.1m, 1, 50, 90, 99, 99.9m, 100];

    [Fact]
    public void Empty_IsZeroThroughout()
    {
        var histogram = new LatencyHistogram();

        Assert.Equal((0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), (histogram.Count, histogram.Mean, histogram.Max, histogram.Percentile(50)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1_000_003)]
    [InlineData(long.MaxValue)]
    public void Percentile_OneValue_IsThatValue(long ticks)
    {
        var histogram = new LatencyHistogram();

        histogram.Record(TimeSpan.FromTicks(ticks));

        Assert.All(Percents, percent => AssertNear(ticks, histogram.Percentile(percent).Ticks));
        Assert.Equal((ticks, ticks), (histogram.Max.Ticks, histogram.Mean.Ticks));
    }

    [Fact]
    public void Percentile_SmallValues_AreExact()
    {
        var histogram = new LatencyHistogram();
        for (var ticks = 1; ticks <= 200; ticks++)
        {
            histogram.Record(TimeSpan.FromTicks(ticks));
        }

        Assert.Equal([1, 2, 100, 180, 198, 200, 200], Percents.Select(percent => histogram.Percentile(percent).Ticks));
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(2, 999)]
    [InlineData(3, 100_000)]
    public void Percentile_ManyValues_IsWithinThePrecisionOfTheSortedOnes(int seed, int count)
    {
        var random = new Random(seed);
        var histogram = new LatencyHistogram();
        long[] all = [.. Enumerable.Range(0, count).Select(_ => (long)Math.Exp(random.NextDouble() * 25))];
        foreach (var ticks in all)
        {
            histogram.Record(TimeSpan.FromTicks(ticks));
        }

        Array.Sort(all);
        Assert.All(Percents, percent =>
            AssertNear(all[(int)Math.Ceiling(percent * count / 100) - 1], histogram.Percentile(percent).Ticks));
        Assert.Equal((count, all[^1], (long)(all.Sum(ticks => (decimal)ticks) / count)), (histogram.Count, histogram.Max.Ticks, histogram.Mean.Ticks));
    }

    private static void AssertNear(long expected, long actual) =>
        Assert.InRange(actual, expected * (1 - LatencyHistogram.Precision), expected * (1 + LatencyHistogram.Precision));
}
