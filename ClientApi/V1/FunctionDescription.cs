namespace OrleansDrpc.ClientApi;

/// <summary>
/// A function, as the API tells it: with its plan where the silo can run it, with how its queue stands where workers pull it.
/// </summary>
internal sealed record FunctionDescription(
    string Name,
    string? Description,
    string Argument,
    string Result,
    double DeadlineSeconds,
    PlanDescription? Plan,
    int? Workers = null,
    int? Queued = null,
    int? Leased = null)
{
    private static readonly string Text = TypeNames.Of(typeof(string));

    public static FunctionDescription Of(DrpcFunction function, TimeSpan defaultDeadline) => new(
        function.Name,
        function.Settings.Description,
        TypeNames.Of(function.ArgumentType),
        TypeNames.Of(function.ResultType),
        (function.Settings.Deadline ?? defaultDeadline).TotalSeconds,
        PlanDescription.Of(function.Plan));

    /// <summary>One that only workers know.</summary>
    public static FunctionDescription Of(PulledFunction function, TimeSpan timeout) =>
        new FunctionDescription(function.Name, null, Text, Text, timeout.TotalSeconds, null).With(function);

    public FunctionDescription With(PulledFunction function) =>
        this with { Workers = function.Workers, Queued = function.Queued, Leased = function.Leased };
}

/// <summary>Its stages and the edges between them.</summary>
internal sealed record PlanDescription(string Version, IReadOnlyList<StageDescription> Stages, IReadOnlyList<EdgeDescription> Edges)
{
    public static PlanDescription Of(FunctionPlan plan) => new(
        plan.Version, [.. plan.Stages.Select(StageDescription.Of)], [.. plan.Edges.Select(edge => EdgeDescription.Of(plan, edge))]);
}

/// <summary>A stage: "worker" or "aggregator", with how many tasks or partitions.</summary>
internal sealed record StageDescription(string Name, string Kind, int Parallelism, string ItemType, string OutputType)
{
    public static StageDescription Of(PlanStage stage) => new(
        stage.Name, stage.IsAggregator ? "aggregator" : "worker", stage.TaskCount, TypeNames.Of(stage.ItemType), TypeNames.Of(stage.OutputType));
}

/// <summary>An edge, by its stages' names; without "from" it brings the argument.</summary>
internal sealed record EdgeDescription(string? From, string To, string Grouping)
{
    public static EdgeDescription Of(FunctionPlan plan, PlanEdge edge) => new(
        edge.From == PlanEdge.Argument ? null : plan.Stages[edge.From].Name, plan.Stages[edge.To].Name, edge.Grouping.ToString());
}
