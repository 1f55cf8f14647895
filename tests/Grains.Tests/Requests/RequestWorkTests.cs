
namespace OrleansDrpc.Grains.Tests;

public sealed class RequestWorkTests
{
    private static readonly TimeSpan Cost = TimeSpan.FromMilliseconds(20);
    private readonly ManualTime _time = new();
    private readonly FunctionWork _function = new(width: 1);

    [Fact]
    public void End_OfRequestsThatGaveUpWhileTheyWaited_TeachesNothing()
    {
        Run(Cost, isDone: true);

        for (var i = 0; i < 100; i++)
        {
            Run(TimeSpan.Zero, isDone: false);
        }

        Assert.Equal(Cost, _function.Cost);
        Assert.Equal(0, _function.Active);
    }

    [Fact]
    public void End_BeforeAnyWasDone_IsNotTakenForWhatTheFunctionCosts()
    {
        Run(TimeSpan.FromMilliseconds(1), isDone: false);

        Assert.False(_function.IsKnown);
        Assert.Equal(TimeSpan.Zero, _function.Cost);
    }

    [Fact]
    public void End_OfOneThatHadComputedLongerThanOthers_TeachesThat()
    {
        Run(Cost, isDone: true);
        Run(17 * Cost, isDone: false);

        Assert.Equal(2 * Cost, _function.Cost);
    }

    [Fact]
    public void End_OfRequestsThatAreDone_TeachesWhatTheyComputed()
    {
        Run(Cost, isDone: true);
        Run(TimeSpan.Zero, isDone: true);

        Assert.Equal(15 * Cost / 16, _function.Cost);
    }

    [Fact]
    public void IsQuick_IsSoUntilItsRequestsAreKnownToComputeLonger()
    {
        Assert.True(_function.IsQuick);

        Run(TimeSpan.FromMilliseconds(0.4), isDone: true);
        Assert.True(_function.IsQuick);

        Run(Cost, isDone: true);
        Assert.False(_function.IsQuick);
    }

    private void Run(TimeSpan computes, bool isDone)
    {
        var work = new RequestWork(_function, _time);
        work.Begin();
        _time.Advance(computes);
        work.Pause();
        if (isDone)
        {
            work.Done();
        }

        work.End();
    }
}
