namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>Makes the functions of a seed.</summary>
internal sealed class FunctionGenerator(Random random, FaultFamily family)
{
    private const int MostItems = 300;
    private const int MostAttempts = 10;

    /// <summary>Long enough for an attempt on a machine that has something else to do, too.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromMilliseconds(600);

    public FunctionModel Next(string name)
    {
        var faulty = (family & FaultFamily.Code) != 0 ? random.Next(-1, 6) : -1;
        StageModel[] stages = [.. Enumerable.Range(0, random.Next(1, 6)).Select(i => NextStage(i, i == faulty ? NextFault() : null))];
        for (var i = 1; i < stages.Length; i++)
        {
            stages[i - 1].EmitsDirectly = stages[i].Grouping.IsDirect;
        }

        return Define(name, stages);
    }

    private FunctionModel Define(string name, StageModel[] stages)
    {
        var built = stages.Aggregate(Settings(name, MayAnswerInPart(stages)).Takes<long>(), (builder, stage) => stage.AddTo(builder));
        var one = random.Next(3) > 0 ? built.Returns() : null;
        if (one is not null && PlanValidator.Mistakes(one).Count > 0)
        {
            one = null;
        }

        return new FunctionModel(one is null ? built.ReturnsAll() : null, one, stages, LargestArgument(stages));
    }

    private static bool MayAnswerInPart(StageModel[] stages)
    {
        var rest = stages.SkipWhile(stage => stage is WorkingStageModel).ToArray();
        return rest.Length > 0 && rest.Length < stages.Length && rest.All(stage => stage is AggregationModel);
    }

    private FunctionBuilder Settings(string name, bool mayAnswerInPart)
    {
        var builder = DrpcFunction.Named(name);
        builder = random.Next(3) == 0 && mayAnswerInPart ? builder.WithPartialAnswers() : builder;
        builder = random.Next(5) == 0 ? builder.WithMaxRunning(random.Next(1, 3)) : builder;
        return random.Next(2) == 0 ? builder.Unreliable() : builder.Reliable(MostAttempts).WithAttemptTimeout(AttemptTimeout);
    }

    private StageModel NextStage(int index, CodeFault? fault)
    {
        var name = $"stage-{index}";
        if (random.Next(index == 0 ? 6 : 2) == 0)
        {
            return NextAggregation(name, index == 0, fault);
        }

        var grouping = GroupingModel.Random(random, index == 0, fault);
        return new WorkingStageModel(name, index == 0 && random.Next(5) > 0 ? Source : NextCode(), (EmitStyle)random.Next(4), random.Next(1, 7), grouping, fault);
    }

    private AggregationModel NextAggregation(string name, bool isFirst, CodeFault? fault)
    {
        var kind = AggregationKind.Random(random);
        var grouping = kind.KeyCount is { } keys && random.Next(2) == 0 ? GroupingModel.Fields(keys) : GroupingModel.Random(random, isFirst, fault);
        return new AggregationModel(kind, grouping.Suits(kind.KeyCount) ? random.Next(1, 6) : 1, grouping, fault, $"{name}-{kind.Name}");
    }

    private Func<long, IEnumerable<long>> NextCode()
    {
        var number = random.Next(1, 1000);
        var most = random.Next(2, 5);
        return random.Next(4) switch
        {
            0 => item => [Numbers.Mix(item, number) % 1000],
            1 => item => Enumerable.Range(0, most).Select(i => Numbers.Mix(item + i, number) % 1000),
            2 => item => Enumerable.Range(0, (int)(item % most)).Select(i => Numbers.Mix(item + i, number) % 1000),
            _ => item => item % most != 0 ? [item] : [],
        };
    }

    private static IEnumerable<long> Source(long count) => Enumerable.Range(0, (int)count).Select(i => Numbers.Mix(i, count) % 500);

    /// <summary>So that no stage has too many items.</summary>
    private static long LargestArgument(StageModel[] stages)
    {
        var argument = 128L;
        while (argument > 0 && FunctionModel.Run(stages, argument, MostItems) is null)
        {
            argument /= 2;
        }

        return argument;
    }

    private CodeFault NextFault()
    {
        var (once, share) = random.Next(3) switch
        {
            0 => (random.Next(1, 20), 0),
            1 => (0, random.NextDouble() * 0.2),
            _ => (0, 1.0),
        };
        return new CodeFault((CodeFaultKind)random.Next(6), once, share, random.Next(), TimeSpan.FromMilliseconds(random.Next(1, 120)));
    }
}
