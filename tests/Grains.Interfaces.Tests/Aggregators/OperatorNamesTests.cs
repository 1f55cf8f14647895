namespace OrleansDrpc.Tests.Aggregators;

public sealed class OperatorNamesTests
{
    [Fact]
    public void Operators_UsedTwice_HaveNamesOfTheirOwn()
    {
        var function = Operators.Source<int>()
            .CountBy(item => item, 2).Select(pair => pair.Value).CountBy(item => item).Select(pair => pair.Value).Sum(2).Sum().Returns();

        Assert.Empty(PlanValidator.Mistakes(function));
    }

    [Fact]
    public void Operators_NameGiven_NamesBothStages()
    {
        var plan = Operators.Source<int>().DistinctCount(6, "followers").Returns().Plan;

        Assert.Equal(["followers", "followers-merge"], plan.Stages.TakeLast(2).Select(stage => stage.Name));
        Assert.Equal([6, 1], plan.Stages.TakeLast(2).Select(stage => stage.TaskCount));
        Assert.Equal(GroupingKind.Fields, plan.Edges[^2].Grouping);
    }

    [Fact]
    public void Operators_OnePartition_AreOneStage() =>
        Assert.Single(DrpcFunction.Named("test").Takes<int>().DistinctCount().Returns().Plan.Stages);

    [Fact]
    public void Operators_PartitionsOutOfRange_IsAMistake() =>
        Assert.Contains("partitions -1", Assert.Single(PlanValidator.Mistakes(Operators.Source<int>().Sum(-1).Returns())), StringComparison.Ordinal);
}
