namespace OrleansDrpc.Grains.Tests;

public sealed class ThreadNeedTests
{
    private readonly ThreadNeed _need = new();
    private long _completed = 1;

    [Fact]
    public void Look_PoolIsBusyOrIdle_NoneAreNeeded()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.False(Look(completed: 20_000, pending: 60));
            Assert.False(Look(completed: 0, pending: 0));
        }
    }

    [Fact]
    public void Look_PoolStandsStillForThreeLooks_AreNeeded()
    {
        Look(completed: 1, pending: 1);

        Assert.Equal([false, false, true], Enumerable.Range(0, ThreadNeed.StillLooks).Select(_ => Look(completed: 0, pending: 1)));
    }

    [Fact]
    public void Look_PoolMovesBetweenStillLooks_NoneAreNeeded()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.False(Look(completed: i % ThreadNeed.StillLooks == 0 ? 1 : 0, pending: 1));
        }
    }

    [Fact]
    public void Look_RequestComputesForLong_AreNeededAtOnceAndUntilItHasBeenCalmForAWhile()
    {
        Assert.False(Look(completed: 100, pending: 1));
        Assert.True(Look(completed: 100, pending: 1, isLong: true));
        for (var i = 1; i < ThreadNeed.CalmLooks; i++)
        {
            Assert.True(Look(completed: 100, pending: 1));
        }

        Assert.False(Look(completed: 100, pending: 1));
    }

    private bool Look(long completed, long pending, bool isLong = false) => _need.Look(_completed += completed, pending, isLong);
}
