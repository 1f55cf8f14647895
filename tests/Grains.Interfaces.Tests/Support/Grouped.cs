namespace OrleansDrpc.Tests;

/// <summary>Which items a grouping lays out for each task.</summary>
internal static class Grouped
{
    public static T[][] By<T>(Grouping<T> grouping, int tasks, IReadOnlyCollection<T> items, ulong seed = 1, int[]? local = null, bool singly = false)
    {
        var buffers = new TaskBuffers<T>(tasks, 1000, 1_000_000);
        var partitioner = grouping.CreatePartitioner(new PartitionerContext(tasks, local ?? [], seed, "next"));
        if (singly)
        {
            foreach (var item in items)
            {
                partitioner.Add(item, buffers);
            }
        }
        else
        {
            partitioner.Add(items.ToArray(), buffers);
        }

        buffers.CompleteAll();
        return [.. Enumerable.Range(0, tasks).Select(task => ItemsOf(buffers, task))];
    }

    private static T[] ItemsOf<T>(TaskBuffers<T> buffers, int task) =>
        [.. buffers.Full.Where(sent => sent.Task == task).SelectMany(sent => sent.Batch.Items<T>().ToArray())];
}
