namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>A stage that collects.</summary>
internal sealed class AggregationModel(AggregationKind kind, int partitions, GroupingModel grouping, CodeFault? fault, string name)
    : StageModel(name, partitions, grouping, fault)
{
    public override StageBuilder<long, long> AddTo(StageBuilder<long, long> stages) =>
        stages.Aggregate<long>(() => new FaultyAggregator(kind.Create(), Fault, Through), Tasks, Grouping.Grouping, Name);

    public override IEnumerable<long> Evaluate(IReadOnlyList<long> items) => Grouping.Choose is { } choose
        ? Enumerable.Range(0, Tasks).SelectMany(partition => kind.Evaluate([.. items.Where(item => choose(item, Tasks).Contains(partition))]))
        : kind.Evaluate(items);
}
