namespace OrleansDrpc.ClientApi.Tests;

public sealed class FunctionTextTests
{
    [Fact]
    public void Stages_Chain_NameTasksAndGroupings()
    {
        var function = new ListedFunction("f", Plan: new ListedPlan(
            [new("split", 4), new("count", 2)], [new("split", "Shuffle"), new("count", "Fields", "split")]));

        Assert.Equal(["split x4 (Shuffle)", "count x2 (Fields)"], FunctionText.Stages(function));
    }

    [Fact]
    public void Stages_Graph_NameWhereItemsComeFromUnlessItIsTheStageBefore()
    {
        var function = new ListedFunction("f", Plan: new ListedPlan(
            [new("a", 1), new("b", 1), new("c", 1)],
            [new("a", "Shuffle"), new("b", "All"), new("c", "Shuffle", "b"), new("c", "Fields", "a")]));

        Assert.Equal(["a x1 (Shuffle)", "b x1 (All from the argument)", "c x1 (Shuffle, Fields from a)"], FunctionText.Stages(function));
    }

    [Theory]
    [InlineData(2, 5, "workers: 2, queued: 5")]
    [InlineData(0, null, "workers: 0")]
    [InlineData(null, null, "")]
    public void Stages_NoPlan_TellOfWorkers(int? workers, int? queued, string expected) =>
        Assert.Equal([expected], FunctionText.Stages(new ListedFunction("f", Workers: workers, Queued: queued)));

    [Fact]
    public void Columns_NothingKnownButTheName_AreEmpty() => Assert.Equal(["f", "", "", ""], FunctionText.Columns(new ListedFunction("f")));

    [Fact]
    public void Columns_Deadline_IsInSeconds() =>
        Assert.Equal(["f", "string", "long", "1.5 s"], FunctionText.Columns(new ListedFunction("f", "string", "long", 1.5)));
}
