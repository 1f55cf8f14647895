namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>A stage of a random function: the real one, and what it gives when nothing runs at once and nothing goes wrong.</summary>
internal abstract class StageModel(string name, int tasks, GroupingModel grouping, CodeFault? fault)
{
    public string Name => name;

    public GroupingModel Grouping => grouping;

    public CodeFault? Fault => fault;

    /// <summary>Whether the next stage is grouped directly, so that this one has to name tasks.</summary>
    public bool EmitsDirectly { get; set; }

    protected int Tasks => tasks;

    public abstract StageBuilder<long, long> AddTo(StageBuilder<long, long> stages);

    public abstract IEnumerable<long> Evaluate(IReadOnlyList<long> items);

    public override string ToString() => $"{grouping.Name}>{name}*{tasks}{(fault is null ? "" : $"!{fault.Kind}")}";

    protected ValueTask EmitAsync(IEmitter<long> output, long item, CancellationToken cancellationToken) => EmitsDirectly
        ? output.EmitToAsync(GroupingModel.DirectTask(item, output.Context.TargetTaskCount), item, cancellationToken)
        : output.EmitAsync(item, cancellationToken);

    protected IEmitter<long> Through(IEmitter<long> output) => EmitsDirectly ? new DirectEmitter(output) : output;
}
