using FsCheck;
using FsCheck.Fluent;

namespace OrleansDrpc.Tests.Aggregators;

public sealed class LongSetTests
{
    [Fact]
    public void Count_AnyNumbers_IsWhatHashSetSays() => Prop.ForAll(
        ArbMap.Default.ArbFor<long[]>(),
        numbers =>
        {
            var set = new LongSet();
            set.Add(numbers);
            return set.Count == numbers.ToHashSet().Count;
        }).QuickCheckThrowOnFailure();

    [Theory, InlineData(1L), InlineData(1L << 20), InlineData(1L << 32), InlineData(-1L)]
    public void Count_ManyNumbersInSteps_GrowsAndCountsEachOnce(long step)
    {
        var set = new LongSet();
        for (var twice = 0; twice < 2; twice++)
        {
            for (var i = 0; i < 100_000; i++)
            {
                set.Add(i * step);
            }
        }

        Assert.Equal(100_000, set.Count);
    }

    [Fact]
    public void Count_ZeroAndExtremes_AreNumbersAsAnyOther()
    {
        var set = new LongSet();

        set.Add([0, long.MinValue, long.MaxValue, -1, 0, long.MinValue]);

        Assert.Equal(4, set.Count);
    }
}
