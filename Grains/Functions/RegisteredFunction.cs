namespace OrleansDrpc;

/// <summary>A function on this silo: its definition and, for each stage, the code that runs it.</summary>
internal sealed class RegisteredFunction(DrpcFunction definition, IServiceProvider services)
{
    public DrpcFunction Definition { get; } = definition;

    public FunctionPlan Plan => Definition.Plan;

    /// <summary>By stage index.</summary>
    public StageCode[] Stages { get; } =
        [.. definition.Plan.Stages.Select(stage => stage.Accept(new StageCodeMaker(definition, services)))];
}
