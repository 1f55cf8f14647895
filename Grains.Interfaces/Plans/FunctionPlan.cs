using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>
/// The stages of a function and the edges between them: a graph without cycles, in topological order. Immutable. Every silo must have
/// registered a plan of the same <see cref="Version"/> for a request to run on it.
/// </summary>
public sealed class FunctionPlan
{
    private readonly ImmutableArray<PlanEdge>[] _outgoing;

    internal FunctionPlan(ImmutableArray<PlanStage> stages, ImmutableArray<PlanEdge> edges)
    {
        Stages = stages;
        Edges = edges;
        _outgoing = [.. Enumerable.Range(PlanEdge.Argument, stages.Length + 1).Select(from => edges.Where(e => e.From == from).ToImmutableArray())];
        Version = PlanVersion.Of(this);
        RerunnableStages = CountRerunnable();
    }

    /// <summary>The stages; an item only ever goes to a stage of a higher index.</summary>
    public ImmutableArray<PlanStage> Stages { get; }

    /// <summary>The edges, by their index.</summary>
    public ImmutableArray<PlanEdge> Edges { get; }

    /// <summary>16 hexadecimal digits that change with the plan's shape: names, types, task counts, groupings.</summary>
    public string Version { get; }

    /// <summary>The stage whose values are the answer.</summary>
    public PlanStage LastStage => Stages[^1];

    /// <summary>The edges that leave a stage, or that bring the argument (<see cref="PlanEdge.Argument"/>).</summary>
    public ImmutableArray<PlanEdge> OutgoingOf(int stage) => _outgoing[stage + 1];

    /// <summary>
    /// Whether the whole plan is one task of one working stage that gets the argument, which needs no coordination. A custom grouping may
    /// give it the argument or not.
    /// </summary>
    internal bool IsSingleTask => Stages is [{ TaskCount: 1, IsAggregator: false }] && Edges[0].Grouping != GroupingKind.Custom;

    /// <summary>The number of stages before the first aggregation: all, where there is none.</summary>
    internal int StagesBeforeAggregation => Stages.TakeWhile(stage => !stage.IsAggregator).Count();

    /// <summary>
    /// The number of working stages at the beginning whose tasks may run again within an attempt, because the aggregation that they feed
    /// does not mind duplicates; 0: they may not.
    /// </summary>
    internal int RerunnableStages { get; }

    internal int MaxTaskCount => Stages.Max(stage => stage.TaskCount);

    private int CountRerunnable()
    {
        var working = StagesBeforeAggregation;
        return working < Stages.Length && Stages[working].IsIdempotent && DuplicatesMeet(working) ? working : 0;
    }

    // The two copies of an item come to the same partition, or to two whose outputs the next stage merges.
    private bool DuplicatesMeet(int aggregation) => Stages[aggregation].TaskCount == 1
        || Edges.Where(edge => edge.To == aggregation).All(edge => edge.Grouping is GroupingKind.Fields or GroupingKind.Global or GroupingKind.All or GroupingKind.Custom)
        || (aggregation + 1 < Stages.Length && Stages[aggregation + 1] is { IsAggregator: true, IsIdempotent: true, TaskCount: 1 });
}
