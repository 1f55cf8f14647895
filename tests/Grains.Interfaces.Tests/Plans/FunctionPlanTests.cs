namespace OrleansDrpc.Tests.Plans;

public sealed class FunctionPlanTests
{
    private static StageBuilder<string, string> Start => DrpcFunction.Named("f").Takes<string>();

    private static int RerunnableStages<T>(StageBuilder<string, T> builder) => builder.ReturnsAll().Plan.RerunnableStages;

    [Fact]
    public void Version_SameShape_IsTheSame() => Assert.Equal(Base().Returns().Plan.Version, Base().Returns().Plan.Version);

    [Fact]
    public void Version_KnownPlan_IsTheValueItAlwaysWas() => Assert.Equal("cdc6e6b59ed79099", Base().Returns().Plan.Version);

    [Fact]
    public void Version_OtherShape_IsAnother() => Assert.Distinct(
        new[]
        {
            Base().Returns(),
            Base(name: "other").Returns(),
            Base(parallelism: 3).Returns(),
            Base(partitions: 2).ReturnsAll(),
            Base(grouping: Grouping.All).Returns(),
            Base(grouping: Grouping.Fields((string item) => item)).Returns(),
            Base(grouping: Grouping.Fields((string item) => item.Length)).Returns(),
            Base(grouping: Grouping.PartialKey((string item) => item.Length)).Returns(),
            Base().Select(item => item, name: "more").Returns(),
            (DrpcFunction)Base().Select(item => (int)item, name: "more").Returns(),
        }.Select(function => function.Plan.Version));

    [Fact]
    public void RerunnableStages_WhereDuplicatesDoNoHarm_AreTheWorkingStagesBefore()
    {
        var work = Start.Select(item => item.Length, 4).Select(item => item, 4);

        Assert.Equal(2, RerunnableStages(work.Distinct().Count()));
        Assert.Equal(2, RerunnableStages(work.DistinctCount(partitions: 3)));
        Assert.Equal(2, RerunnableStages(work.Max(partitions: 3)));
        Assert.Equal(2, RerunnableStages(work.ApproximateDistinctCount(partitions: 3)));
        Assert.Equal(2, RerunnableStages(work.Aggregate(() => 0, (bits, item) => bits | item, bits => bits).Idempotent()));
        Assert.Equal(0, RerunnableStages(work.Aggregate(() => 0, (bits, item) => bits | item, bits => bits)));
        Assert.Equal(0, RerunnableStages(work.Count()));
        Assert.Equal(0, RerunnableStages(work.Sum()));
        Assert.Equal(0, RerunnableStages(Start.Distinct()));
    }

    [Fact]
    public void RerunnableStages_WhereDuplicatesComeToAnyPartition_NeedAMerge()
    {
        var apart = Start.Select(item => item.Length, 4).Aggregate<DistinctAggregator<int>, int>(2, Grouping.Shuffle).Idempotent();

        Assert.Equal(0, RerunnableStages(apart));
        Assert.Equal(0, RerunnableStages(apart.Count()));
        Assert.Equal(1, RerunnableStages(apart.Distinct()));
    }

    [Fact]
    public void OutgoingOf_EachStage_IsTheEdgeToTheNext()
    {
        var plan = Base().Returns().Plan;

        Assert.Equal(0, Assert.Single(plan.OutgoingOf(PlanEdge.Argument)).To);
        Assert.Equal(1, Assert.Single(plan.OutgoingOf(0)).To);
        Assert.Empty(plan.OutgoingOf(1));
        Assert.Equal("count", plan.LastStage.Name);
        Assert.Equal(2, plan.MaxTaskCount);
    }

    [Fact]
    public void IsSingleTask_OneWorkerOnly_IsTrue()
    {
        Assert.True(Start.Select(item => item).Returns().Plan.IsSingleTask);
        Assert.False(Start.Select(item => item, 2).Returns().Plan.IsSingleTask);
        Assert.False(Start.Select(item => item, 1, Grouping.CustomMany<string>((_, _) => [])).ReturnsAll().Plan.IsSingleTask);
        Assert.False(Start.Count().Returns().Plan.IsSingleTask);
        Assert.False(Base().Returns().Plan.IsSingleTask);
    }

    private static StageBuilder<string, long> Base(
        string name = "work", int parallelism = 2, int partitions = 1, Grouping<string>? grouping = null) =>
        Start.Select(item => item, parallelism, name: name).Aggregate(() => new CountAggregator<string>(), partitions, grouping, "count");
}
