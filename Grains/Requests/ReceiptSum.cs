using System.Runtime.InteropServices;

namespace OrleansDrpc;

/// <summary>Adds receipts up: how much went over each edge to each task, and the values of the last stage. Not thread-safe.</summary>
internal sealed class ReceiptSum
{
    private readonly Dictionary<(int Edge, int Task), long> _sent = [];
    private readonly List<ItemBatch> _values = [];

    public IReadOnlyList<ItemBatch> Values => _values;

    /// <summary>What the values come to, about.</summary>
    public long ValueBytes { get; private set; }

    public void Add(StageReceipt receipt)
    {
        foreach (var count in receipt.Sent)
        {
            Add(count);
        }

        foreach (var values in receipt.Values)
        {
            ValueBytes += values.ApproximateBytes;
            _values.Add(values);
        }
    }

    public void Add(SentCount count) => CollectionsMarshal.GetValueRefOrAddDefault(_sent, (count.Edge, count.Task), out _) += count.Items;

    public StageReceipt ToReceipt() => new([.. _sent.Select(sent => new SentCount(sent.Key.Edge, sent.Key.Task, sent.Value))], [.. _values]);

    /// <summary>How many items each task of a stage must have received, over all edges that lead to it.</summary>
    public long[] ReceivedBy(PlanStage stage, FunctionPlan plan)
    {
        var received = new long[stage.TaskCount];
        foreach (var ((edge, task), items) in _sent)
        {
            if (plan.Edges[edge].To == stage.Index)
            {
                received[task] += items;
            }
        }

        return received;
    }
}
