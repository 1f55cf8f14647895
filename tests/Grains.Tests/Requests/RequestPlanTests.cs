namespace OrleansDrpc.Grains.Tests;

public sealed class RequestPlanTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(8)]
    public void SiloOf_AllTasksOfAStage_AreSpreadEvenly(int silos)
    {
        var plan = Plan(silos);

        foreach (var stage in plan.Function.Stages)
        {
            var loads = Enumerable.Range(0, silos).Select(silo => plan.TasksOn(silo, stage.Index)).ToArray();
            Assert.Equal(Enumerable.Range(0, stage.TaskCount), loads.SelectMany(tasks => tasks).Order());
            Assert.InRange(loads.Max(tasks => tasks.Length) - loads.Min(tasks => tasks.Length), 0, 1);
            Assert.All(Enumerable.Range(0, silos), silo => Assert.All(loads[silo], task => Assert.Equal(silo, plan.SiloOf(stage.Index, task))));
        }
    }

    [Fact]
    public void Plan_MadeAnewFromTheSameAttemptAndSilos_IsTheSame()
    {
        var attempt = Some.Attempt();
        var (one, other) = (Plan(5, attempt), Plan(5, attempt));

        Assert.Equal(Places(one), Places(other));
    }

    [Fact]
    public void Plan_OfManyRequests_StartsStagesOfOneTaskOnAllSilos()
    {
        var loads = Enumerable.Range(0, 300).Select(_ => Plan(3).SiloOf(stage: 2, task: 0)).CountBy(silo => silo).ToDictionary();

        Assert.Equal([0, 1, 2], loads.Keys.Order());
        Assert.All(loads.Values, load => Assert.InRange(load, 60, 140));
    }

    [Theory, InlineData(3), InlineData(12)]
    public void Uses_Silo_IsTrueWhereItRunsATask(int silos)
    {
        var plan = Plan(silos);

        Assert.All(
            Enumerable.Range(0, silos),
            silo => Assert.Equal(plan.Function.Stages.Any(stage => plan.TasksOn(silo, stage.Index).Length > 0), plan.Uses(silo)));
    }

    private static RequestPlan Plan(int silos, AttemptId? attempt = null) =>
        new(Some.Function.Plan, attempt ?? Some.Attempt(), [.. Enumerable.Range(1, silos).Select(Some.Silo)], Some.Silo(1));

    private static int[] Places(RequestPlan plan) =>
        [.. plan.Function.Stages.SelectMany(stage => Enumerable.Range(0, stage.TaskCount).Select(task => plan.SiloOf(stage.Index, task)))];
}
