namespace OrleansDrpc.Tests.Functions;

public sealed class StageBuilderTests
{
    [Fact]
    public void Lambdas_OfEveryKind_RunInTurn()
    {
        var function = DrpcFunction.Named("f").Takes<string>()
            .SelectMany(text => text.Split(' '))
            .Where(word => word.Length > 1, 3)
            .Select(word => word.Length, 2)
            .Stage<int>(async (item, output, token) =>
            {
                await output.EmitAsync(item, token);
                await output.EmitAsync(item, token);
            })
            .Aggregate(() => 0, (sum, item) => sum + item, sum => $"{sum}")
            .Returns();

        Assert.Equal("18", PlanRunner.Run(function, "a bc def ghij"));
    }

    [Fact]
    public void Classes_OfStageAndAggregator_RunAndAreNamed()
    {
        var function = DrpcFunction.Named("f").Takes<int>().Stage<CountUp, int>(2).Aggregate<SumAggregator<int>, int>(1, Grouping.Global).Returns();

        Assert.Equal(45, PlanRunner.Run(function, 10));
        Assert.Equal(["CountUp", "SumAggregator<int>"], function.Plan.Stages.Select(stage => stage.Name));
        Assert.Equal([typeof(CountUp), typeof(SumAggregator<int>)], function.Plan.Stages.Select(stage => stage.ImplementationType));
    }

    [Fact]
    public void Direct_TaskNamed_GetsTheItem()
    {
        var function = DrpcFunction.Named("f").Takes<int>()
            .Stage<int>((count, output, token) => output.EmitToAsync(output.Context.TargetTaskCount - 1, count, token))
            .Stage<int>((_, output, token) => output.EmitAsync(output.Context.Task, token), 5, Grouping.Direct)
            .Returns();

        Assert.Equal(4, PlanRunner.Run(function, 1));
    }

    [Fact]
    public void TypeNames_ForPeople_AreAsInSource()
    {
        Assert.Equal("Dictionary<string, int[]>", TypeNames.Of(typeof(Dictionary<string, int[]>)));
        Assert.Equal("DayOfWeek", TypeNames.Of(typeof(DayOfWeek)));
        Assert.Equal("long", TypeNames.Of(typeof(long)));
    }

    private sealed class CountUp : IStage<int, int>
    {
        public async ValueTask ExecuteAsync(int item, IEmitter<int> output, CancellationToken cancellationToken)
        {
            for (var i = 0; i < item; i++)
            {
                await output.EmitAsync(i, cancellationToken);
            }
        }
    }
}
