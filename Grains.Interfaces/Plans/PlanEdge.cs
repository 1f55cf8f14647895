namespace OrleansDrpc;

/// <summary>An edge of a plan: items of one stage, or the argument, go to another stage. Immutable.</summary>
public abstract class PlanEdge
{
    /// <summary>The <see cref="From"/> of the edge that brings the argument.</summary>
    public const int Argument = -1;

    private protected PlanEdge(int index, int from, int to, Type itemType, GroupingKind grouping, Type? keyType)
    {
        Index = index;
        From = from;
        To = to;
        ItemType = itemType;
        Grouping = grouping;
        KeyType = keyType;
    }

    /// <summary>Its place among the plan's edges, from 0.</summary>
    public int Index { get; }

    /// <summary>The sending stage's index, or <see cref="Argument"/>.</summary>
    public int From { get; }

    /// <summary>The receiving stage's index.</summary>
    public int To { get; }

    /// <summary>What travels.</summary>
    public Type ItemType { get; }

    /// <summary>How the items are shared out among the receiver's tasks.</summary>
    public GroupingKind Grouping { get; }

    internal Type? KeyType { get; }

    /// <summary>Shares a whole batch out among the receiver's tasks.</summary>
    internal abstract IEnumerable<(int Task, ItemBatch Batch)> Split(ItemBatch batch, PartitionerContext context);
}

/// <summary>An edge with its type.</summary>
internal sealed class PlanEdge<T>(int index, int from, int to, Grouping<T> grouping)
    : PlanEdge(index, from, to, typeof(T), grouping.Kind, grouping.KeyType)
{
    public Grouping<T> ItemGrouping { get; } = grouping;

    internal override IEnumerable<(int Task, ItemBatch Batch)> Split(ItemBatch batch, PartitionerContext context)
    {
        var buffers = new TaskBuffers<T>(context.TaskCount, maxItems: int.MaxValue, maxBytes: int.MaxValue);
        ItemGrouping.CreatePartitioner(context).Add(batch.Items<T>().Span, buffers);
        buffers.CompleteAll();
        return buffers.Full;
    }
}
