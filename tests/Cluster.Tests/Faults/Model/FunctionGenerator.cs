namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>Makes the functions of a seed.</summary>
internal sealed class FunctionGenerator(Random random, FaultFamily family)
{
    private const int MostItems = 300;
    private const int MostAttempts = 10;
    private const int MostTasks = 6;

    /// <summary>Long enough for an attempt on a machine that has something else to do, too.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromMilliseconds(600);

    public FunctionModel Next(string name)
    {
        var faulty = (family & FaultFamily.Code) != 0 ? random.Next(-1, 6) : -1;
        var mayRunAgain = random.Next(3) == 0;
        StageModel[] stages = mayRunAgain ? StagesThatMayRunAgain(faulty) : [.. Enumerable.Range(0, random.Next(1, 6)).Select(i => NextStage(i, FaultOf(i, faulty)))];
        for (var i = 1; i < stages.Length; i++)
        {
            stages[i - 1].EmitsDirectly = stages[i].Grouping.IsDirect;
        }

        return Define(mayRunAgain && random.Next(8) > 0 ? Reliable(DrpcFunction.Named(name)) : Settings(name, MayAnswerInPart(stages)), stages);
    }

    private FunctionModel Define(FunctionBuilder settings, StageModel[] stages)
    {
        var built = Hedged(settings, stages) ?? Build(settings, stages);
        var one = random.Next(3) > 0 ? built.Returns() : null;
        if (one is not null && PlanValidator.Mistakes(one).Count > 0)
        {
            one = null;
        }

        return new FunctionModel(one is null ? built.ReturnsAll() : null, one, stages, LargestArgument(stages));
    }

    private static StageBuilder<long, long> Build(FunctionBuilder settings, StageModel[] stages) =>
        stages.Aggregate(settings.Takes<long>(), (builder, stage) => stage.AddTo(builder));

    /// <summary>Often, where it may be.</summary>
    private StageBuilder<long, long>? Hedged(FunctionBuilder settings, StageModel[] stages)
    {
        if (random.Next(3) == 0)
        {
            return null;
        }

        var hedged = Build(settings.WithHedging(TimeSpan.FromMilliseconds(random.Next(1, 60))), stages);
        return PlanValidator.Mistakes(hedged.ReturnsAll()).Count == 0 ? hedged : null;
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
        return random.Next(2) == 0 ? builder.Unreliable() : Reliable(builder);
    }

    private static FunctionBuilder Reliable(FunctionBuilder builder) => builder.Reliable(MostAttempts).WithAttemptTimeout(AttemptTimeout);

    /// <summary>
    /// Working stages, an idempotent aggregation in one step or in two, and whatever may follow: often on so few silos that others have
    /// nothing but tasks that can run again.
    /// </summary>
    private StageModel[] StagesThatMayRunAgain(int faulty)
    {
        var stages = new List<StageModel>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            stages.Add(NextWork(stages.Count, FaultOf(stages.Count, faulty)));
        }

        var most = random.Next(3) == 0 ? MostTasks : random.Next(1, 3);
        var kind = AggregationKind.RandomIdempotent(random);
        if (kind.Merge is { } merge && random.Next(2) == 0)
        {
            stages.Add(Collect(kind, GroupingModel.Random(random, isFirst: false, fault: null), random.Next(1, most + 1)));
            stages.Add(Collect(merge(random), GroupingModel.Global, 1));
        }
        else
        {
            stages.Add(NextAggregation(kind, isDeclared: true, stages.Count, FaultOf(stages.Count, faulty), most));
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            stages.Add(NextStage(stages.Count, FaultOf(stages.Count, faulty), most));
        }

        return [.. stages];

        AggregationModel Collect(AggregationKind of, GroupingModel grouping, int partitions) =>
            new(of, isDeclared: true, partitions, grouping, FaultOf(stages.Count, faulty), $"stage-{stages.Count}-{of.Name}");
    }

    private StageModel NextStage(int index, CodeFault? fault, int mostTasks = MostTasks)
    {
        if (random.Next(index == 0 ? 6 : 2) > 0)
        {
            return NextWork(index, fault, mostTasks);
        }

        var kind = AggregationKind.Random(random);
        return NextAggregation(kind, kind.IsIdempotent && random.Next(2) == 0, index, fault, mostTasks);
    }

    private WorkingStageModel NextWork(int index, CodeFault? fault, int mostTasks = MostTasks)
    {
        var grouping = GroupingModel.Random(random, index == 0, fault);
        return new WorkingStageModel(
            $"stage-{index}", index == 0 && random.Next(5) > 0 ? Source : NextCode(), (EmitStyle)random.Next(5), random.Next(1, mostTasks + 1), grouping, fault);
    }

    private AggregationModel NextAggregation(AggregationKind kind, bool isDeclared, int index, CodeFault? fault, int mostPartitions)
    {
        var grouping = kind.KeyCount is { } keys && random.Next(2) == 0 ? GroupingModel.Fields(keys) : GroupingModel.Random(random, index == 0, fault);
        return new AggregationModel(kind, isDeclared, grouping.Suits(kind.KeyCount) ? random.Next(1, mostPartitions + 1) : 1, grouping, fault, $"stage-{index}-{kind.Name}");
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

    /// <summary>So that no stage has too many items. Of arguments that lie side by side some may go nowhere and others to three tasks.</summary>
    private static long LargestArgument(StageModel[] stages)
    {
        var argument = 128L;
        while (argument > 0 && Enumerable.Range(0, 4).Any(i => FunctionModel.Run(stages, Math.Max(argument - i, 0), MostItems) is null))
        {
            argument /= 2;
        }

        return argument;
    }

    private CodeFault? FaultOf(int stage, int faulty) => stage == faulty ? NextFault() : null;

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
