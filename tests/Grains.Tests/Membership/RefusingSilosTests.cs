using System.Collections.Immutable;

namespace OrleansDrpc.Grains.Tests;

public sealed class RefusingSilosTests
{
    private static readonly ImmutableArray<SiloAddress> All = [Some.Silo(1), Some.Silo(2), Some.Silo(3)];
    private readonly ManualTime _time = new();
    private readonly RefusingSilos _refusing = new();

    [Fact]
    public void LeftOf_NoneHasRefused_IsTheSameList() => Assert.True(All == _refusing.LeftOf(All, _time));

    [Fact]
    public void LeftOf_OneHasRefused_IsWithoutItForAWhile()
    {
        _refusing.Add(Some.Silo(2), _time);

        Assert.Equal([Some.Silo(1), Some.Silo(3)], _refusing.LeftOf(All, _time));
        _time.Advance(ClusterView.SuspicionTime);
        Assert.Equal([Some.Silo(1), Some.Silo(3)], _refusing.LeftOf(All, _time));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(All, _refusing.LeftOf(All, _time));
    }

    [Fact]
    public void LeftOf_RefusedAgain_TheTimeBeginsAnew()
    {
        _refusing.Add(Some.Silo(2), _time);
        _time.Advance(ClusterView.SuspicionTime);
        _refusing.Add(Some.Silo(2), _time);
        _time.Advance(ClusterView.SuspicionTime);

        Assert.Equal(2, _refusing.LeftOf(All, _time).Length);
    }
}
