namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>A stage that collects.</summary>
/// <param name="kind">What it makes of its items.</param>
/// <param name="isDeclared">Whether it is declared idempotent.</param>
/// <param name="partitions">Its partitions.</param>
/// <param name="grouping">Its grouping.</param>
/// <param name="fault">What goes wrong in its code.</param>
/// <param name="name">Its name.</param>
internal sealed class AggregationModel(AggregationKind kind, bool isDeclared, int partitions, GroupingModel grouping, CodeFault? fault, string name)
    : StageModel(name, partitions, grouping, fault)
{
    public override StageBuilder<long, long> AddTo(StageBuilder<long, long> stages)
    {
        var added = stages.Aggregate<long>(() => new FaultyAggregator(kind.Create(), Fault, Through), Tasks, Grouping.Grouping, Name);
        return isDeclared ? added.Idempotent() : added;
    }

    public override IEnumerable<long> Evaluate(IReadOnlyList<long> items) => Grouping.Choose is { } choose
        ? Enumerable.Range(0, Tasks).SelectMany(partition => kind.Evaluate([.. items.Where(item => choose(item, Tasks).Contains(partition))]))
        : kind.Evaluate(items);

    /// <summary>Whether values, in order, may be what it makes of some of the items.</summary>
    public bool MayMake(long[] values, IReadOnlyList<long> items) => kind.MayMake(values, [.. Evaluate(items).Order()], items);

    public override string ToString() => base.ToString() + (isDeclared ? "~" : "");
}
