namespace OrleansDrpc;

/// <summary>A node of a plan. Immutable.</summary>
public abstract class PlanStage
{
    private protected PlanStage(int index, string name, int taskCount, Type itemType, Type outputType, Type? implementationType)
    {
        Index = index;
        Name = name;
        TaskCount = taskCount;
        ItemType = itemType;
        OutputType = outputType;
        ImplementationType = implementationType;
    }

    /// <summary>Its place in the plan, from 0. Items only ever go to a stage of a higher index.</summary>
    public int Index { get; }

    /// <summary>For people.</summary>
    public string Name { get; }

    /// <summary>How many tasks run at once over the whole cluster; of an aggregation: how many partitions it has.</summary>
    public int TaskCount { get; }

    /// <summary>Whether it collects (<see cref="IAggregator{TIn, TOut}"/>) or works on each item (<see cref="IStage{TIn, TOut}"/>).</summary>
    public abstract bool IsAggregator { get; }

    /// <summary>Whether it is an aggregation that was declared to bear duplicates (<see cref="StageBuilder{TArgument, TItem}.Idempotent"/>).</summary>
    public bool IsIdempotent { get; private set; }

    /// <summary>What comes in.</summary>
    public Type ItemType { get; }

    /// <summary>What goes out.</summary>
    public Type OutputType { get; }

    /// <summary>The class of the stage; null where it is a lambda.</summary>
    public Type? ImplementationType { get; }

    /// <summary>The same stage, declared to bear duplicates.</summary>
    internal PlanStage AsIdempotent()
    {
        var stage = (PlanStage)MemberwiseClone();
        stage.IsIdempotent = true;
        return stage;
    }

    /// <summary>Gives the stage's types back to generic code.</summary>
    internal abstract TResult Accept<TResult>(IStageVisitor<TResult> visitor);
}

internal interface IStageVisitor<out TResult>
{
    TResult Visit<TIn, TOut>(WorkerStage<TIn, TOut> stage);

    TResult Visit<TIn, TOut>(AggregatorStage<TIn, TOut> stage);
}

/// <summary>A stage that works on each item.</summary>
internal sealed class WorkerStage<TIn, TOut>(int index, string name, int taskCount, StageFactory<IStage<TIn, TOut>> factory)
    : PlanStage(index, name, taskCount, typeof(TIn), typeof(TOut), factory.ImplementationType)
{
    public StageFactory<IStage<TIn, TOut>> Factory { get; } = factory;

    public override bool IsAggregator => false;

    internal override TResult Accept<TResult>(IStageVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>A stage that collects.</summary>
internal sealed class AggregatorStage<TIn, TOut>(int index, string name, int taskCount, StageFactory<IAggregator<TIn, TOut>> factory)
    : PlanStage(index, name, taskCount, typeof(TIn), typeof(TOut), factory.ImplementationType)
{
    public StageFactory<IAggregator<TIn, TOut>> Factory { get; } = factory;

    public override bool IsAggregator => true;

    internal override TResult Accept<TResult>(IStageVisitor<TResult> visitor) => visitor.Visit(this);
}
