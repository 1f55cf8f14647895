namespace OrleansDrpc;

/// <summary>What a sending task has for one edge: items on their way into batches, and how many went to each task.</summary>
internal sealed class EdgeOutput<T>(PlanEdge<T> edge, PlanStage target, PartitionerContext context, DrpcOptions options)
{
    private readonly long[] _sent = new long[target.TaskCount];

    public PlanStage Target { get; } = target;

    public Partitioner<T> Partitioner { get; } = edge.ItemGrouping.CreatePartitioner(context);

    public TaskBuffers<T> Buffers { get; } = new(target.TaskCount, options.MaxBatchItems, options.MaxBatchBytes, options.MaxItemBytes);

    public GroupingKind Grouping => edge.Grouping;

    public void Sent(int task, int items) => _sent[task] += items;

    public void AddTo(ReceiptSum receipt)
    {
        for (var task = 0; task < _sent.Length; task++)
        {
            if (_sent[task] > 0)
            {
                receipt.Add(new SentCount(edge.Index, task, _sent[task]));
            }
        }
    }
}
