namespace OrleansDrpc;

/// <summary>One task for each item, named by the function's own code.</summary>
internal sealed class CustomGrouping<T>(Func<T, int, int> choose) : Grouping<T>(GroupingKind.Custom)
{
    internal override Partitioner<T> CreatePartitioner(PartitionerContext context) => new Chosen(choose, context);

    private sealed class Chosen(Func<T, int, int> choose, PartitionerContext context) : Partitioner<T>
    {
        public override void Add(T item, TaskBuffers<T> buffers) =>
            buffers.Add(CustomTask.Check(choose(item, context.TaskCount), context), item);
    }
}

/// <summary>Any number of tasks for each item, named by the function's own code.</summary>
internal sealed class CustomManyGrouping<T>(Func<T, int, IEnumerable<int>> choose) : Grouping<T>(GroupingKind.Custom)
{
    internal override Partitioner<T> CreatePartitioner(PartitionerContext context) => new Chosen(choose, context);

    private sealed class Chosen(Func<T, int, IEnumerable<int>> choose, PartitionerContext context) : Partitioner<T>
    {
        public override void Add(T item, TaskBuffers<T> buffers)
        {
            foreach (var task in choose(item, context.TaskCount))
            {
                buffers.Add(CustomTask.Check(task, context), item);
            }
        }
    }
}

internal static class CustomTask
{
    public static int Check(int task, PartitionerContext context) => (uint)task < (uint)context.TaskCount
        ? task
        : throw new InvalidOperationException(
            $"The custom grouping of stage '{context.Target}' chose task {task}; its tasks are 0 to {context.TaskCount - 1}.");
}
