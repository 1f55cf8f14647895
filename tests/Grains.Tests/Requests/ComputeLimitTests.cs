namespace OrleansDrpc.Grains.Tests;

public sealed class ComputeLimitTests
{
    private const int Processors = 2;
    private const int SlotsOfFunction = 6;
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(100);
    private readonly ManualTime _time = new();
    private readonly FunctionWork _slow = Work(TimeSpan.FromMilliseconds(20));
    private readonly FunctionWork _quick = Work(TimeSpan.FromMilliseconds(0.5));

    [Fact]
    public void IsTooMuch_AsMuchAsTheLimit_IsNot()
    {
        Enter(_slow, 10);

        Assert.False(IsTooMuch(new ComputeLimit(Most, Processors, SlotsOfFunction, _time), _slow, out var wait));
        Assert.Equal(Most, wait);
    }

    [Fact]
    public void IsTooMuch_MoreThanTheLimit_IsAfterABurst()
    {
        var limit = new ComputeLimit(Most, Processors, SlotsOfFunction, _time);
        Enter(_slow, 11);

        Assert.False(IsTooMuch(limit, _slow, out _));
        _time.Advance(TimeSpan.FromMilliseconds(101));
        Assert.True(IsTooMuch(limit, _slow, out _));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(IsTooMuch(limit, _slow, out _));
    }

    [Fact]
    public void IsTooMuch_MoreThanFourTimesTheLimit_IsAtOnce()
    {
        Enter(_slow, 41);

        Assert.True(IsTooMuch(new ComputeLimit(Most, Processors, SlotsOfFunction, _time), _slow, out _));
    }

    [Fact]
    public void IsTooMuch_QuickFunctionOrNoLimit_IsNever()
    {
        Enter(_slow, 1000);

        Assert.False(IsTooMuch(new ComputeLimit(Most, Processors, SlotsOfFunction, _time), _quick, out _));
        Assert.False(IsTooMuch(new ComputeLimit(TimeSpan.Zero, Processors, SlotsOfFunction, _time), _slow, out _));
    }

    [Fact]
    public void IsTooMuch_SlowOnesBesideAQuickerOne_CountNoMoreThanItself()
    {
        var quicker = Work(TimeSpan.FromMilliseconds(2));
        Enter(_slow, 5);

        Assert.False(new ComputeLimit(Most, Processors, SlotsOfFunction, _time).IsTooMuch(quicker, [_slow, quicker], out var wait));
        Assert.Equal(TimeSpan.FromMilliseconds(5), wait);
    }

    [Fact]
    public void IsTooMuch_ManyOfAnotherFunction_CountNoMoreThanMayComputeAtOnce()
    {
        var other = Work(TimeSpan.FromMilliseconds(20));
        Enter(other, 1000);

        Assert.False(new ComputeLimit(Most, Processors, SlotsOfFunction, _time).IsTooMuch(_slow, [_slow, other], out var wait));
        Assert.Equal(TimeSpan.FromMilliseconds(60), wait);
    }

    [Fact]
    public void IsTooMuch_FunctionThatTakesLongerThanTheLimit_WaitsAsLongAsItTakes()
    {
        var slower = Work(TimeSpan.FromSeconds(1));
        Enter(slower, 2);

        Assert.False(new ComputeLimit(Most, Processors, SlotsOfFunction, _time).IsTooMuch(slower, [slower], out _));
    }

    [Fact]
    public void Guess_UntilTheFirstHasEnded_IsTheLongestIfThatIsLong()
    {
        var work = new FunctionWork(width: 1);
        work.Guess(TimeSpan.FromMilliseconds(50));
        Assert.Equal(TimeSpan.Zero, work.Cost);
        work.Guess(TimeSpan.FromMilliseconds(500));
        Assert.Equal(TimeSpan.FromMilliseconds(500), work.Cost);

        work.Learn(TimeSpan.FromMilliseconds(200));
        work.Guess(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromMilliseconds(200), work.Cost);
    }

    private bool IsTooMuch(ComputeLimit limit, FunctionWork work, out TimeSpan wait) => limit.IsTooMuch(work, [_slow, _quick], out wait);

    private static FunctionWork Work(TimeSpan cost)
    {
        var work = new FunctionWork(width: 1);
        work.Learn(cost);
        return work;
    }

    private static void Enter(FunctionWork work, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            work.Enter();
        }
    }
}
