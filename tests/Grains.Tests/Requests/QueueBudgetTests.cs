namespace OrleansDrpc.Grains.Tests;

public sealed class QueueBudgetTests
{
    private readonly QueueBudget _all = new(1000);
    private readonly QueueBudget _function;

    public QueueBudgetTests() => _function = new QueueBudget(100, _all);

    [Fact]
    public void Add_OverTheLimit_IsFullAtOnceUntilALookFindsLess()
    {
        _function.Add(100);
        Assert.False(_function.IsFull);
        _function.Add(1);
        Assert.True(_function.IsFull);
        Assert.Equal(0, _function.Seen);

        Look(101);
        Assert.True(_function.IsFull);
        Look(100);
        Assert.False(_function.IsFull);
        Assert.Equal(100, _function.Seen);
    }

    [Fact]
    public void Look_SomethingIsAddedMeanwhile_IsNotForgotten()
    {
        _function.Add(60);
        _function.BeginLook();
        _function.Add(60);
        _function.EndLook(60);

        Assert.True(_function.IsFull);
    }

    [Fact]
    public void Look_BegunAndNotEnded_ChangesNothing()
    {
        _function.Add(101);
        _function.BeginLook();

        Assert.True(_function.IsFull);
    }

    [Fact]
    public void Add_OfOneFunctionOverItsLimit_OthersHaveRoom()
    {
        var other = new QueueBudget(100, _all);

        _function.Add(500);

        Assert.True(_function.IsFull);
        Assert.False(other.IsFull);
        Assert.False(_all.IsFull);
    }

    [Fact]
    public void Add_OfAllFunctionsOverTheLimit_IsFullForEach()
    {
        var (large, other) = (new QueueBudget(2000, _all), new QueueBudget(100, _all));

        large.Add(1001);

        Assert.True(_all.IsFull);
        Assert.True(other.IsFull);
    }

    private void Look(long bytes)
    {
        _function.BeginLook();
        _function.EndLook(bytes);
    }
}
