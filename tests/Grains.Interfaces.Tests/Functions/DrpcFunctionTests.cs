namespace OrleansDrpc.Tests.Functions;

public sealed class DrpcFunctionTests
{
    private static readonly DrpcFunction<int, int> Twice = DrpcFunction.Named("twice").Takes<int>().Select(item => item * 2, name: "work").Returns();

    [Fact]
    public void ReadArgument_Json_IsTheArgument() => Assert.Equal(7, Twice.ReadArgument("7").Items<int>().Span[0]);

    [Fact]
    public void ReadArgument_OtherText_IsABadArgumentThatNamesTheType()
    {
        var error = Assert.Throws<DrpcException>(() => Twice.ReadArgument("seven"));

        Assert.Equal(DrpcFailureCode.BadArgument, error.Code);
        Assert.Contains("'twice' takes int", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Accepts_OneArgumentOfItsType_Only()
    {
        Assert.True(Twice.Accepts(ItemBatch.One(1)));
        Assert.False(Twice.Accepts(ItemBatch.One("1")));
        Assert.False(Twice.Accepts(ItemBatch.Of([1, 2], 2)));
    }

    [Fact]
    public void JoinValues_OneValue_IsTheAnswer()
    {
        var values = Twice.JoinValues([ItemBatch.Of(new int[1], 0), ItemBatch.One(4), ItemBatch.Of(new int[1], 0)]);

        Assert.Equal(4, Twice.ReadAnswer(values));
        Assert.Equal("4", Twice.WriteAnswer(values));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void JoinValues_AnotherNumberOfValues_IsAFailureThatSaysWhatToDo(int count)
    {
        var error = Assert.Throws<DrpcException>(() => Twice.JoinValues([ItemBatch.Of(new int[count], count)]));

        Assert.Equal(DrpcFailureCode.FunctionFailed, error.Code);
        Assert.Contains($"'work' emitted {count}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void JoinValues_ReturnsAll_IsEveryValue()
    {
        var all = DrpcFunction.Named("all").Takes<int>().Select(item => item).ReturnsAll();

        Assert.True(all.ReturnsAll);
        Assert.Equal([1, 2, 3], all.ReadAnswer(all.JoinValues([ItemBatch.Of([1, 2, 0], 2), ItemBatch.One(3)])));
        Assert.Empty(all.ReadAnswer(all.JoinValues([])));
    }

    [Fact]
    public void Builder_SharedBeginning_IsNotChangedByWhatFollows()
    {
        var start = DrpcFunction.Named("f").Takes<int>().Select(item => item);
        var one = start.Sum().Returns();
        var other = start.Where(item => item > 0).Count().Returns();

        Assert.Equal(2, one.Plan.Stages.Length);
        Assert.Equal(3, other.Plan.Stages.Length);
        Assert.Single(start.Returns().Plan.Stages);
    }
}
