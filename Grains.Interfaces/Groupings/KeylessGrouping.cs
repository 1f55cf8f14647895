namespace OrleansDrpc;

/// <summary>The groupings that do not look at the item.</summary>
internal sealed class KeylessGrouping<T>(GroupingKind kind) : Grouping<T>(kind)
{
    internal override Partitioner<T> CreatePartitioner(PartitionerContext context) => Kind switch
    {
        _ when context.TaskCount == 1 && Kind != GroupingKind.Direct => new ToOne(),
        GroupingKind.None => new ToRandom(context),
        GroupingKind.Shuffle => new InTurn(null, context.TaskCount, context.Seed),
        GroupingKind.LocalOrShuffle when context.LocalTasks is { Length: > 0 } local => new InTurn(local, local.Length, context.Seed),
        GroupingKind.LocalOrShuffle => new InTurn(null, context.TaskCount, context.Seed),
        GroupingKind.Global => new ToOne(),
        GroupingKind.All => new ToAll(context.TaskCount),
        GroupingKind.Direct => new ToNamed(context.Target),
        _ => throw new InvalidOperationException($"{Kind} needs a key."),
    };

    private sealed class ToOne : Partitioner<T>
    {
        public override void Add(T item, TaskBuffers<T> buffers) => buffers.Add(0, item);

        public override void Add(ReadOnlySpan<T> items, TaskBuffers<T> buffers) => buffers.Add(0, items);
    }

    private sealed class ToAll(int count) : Partitioner<T>
    {
        public override void Add(T item, TaskBuffers<T> buffers) => Add([item], buffers);

        public override void Add(ReadOnlySpan<T> items, TaskBuffers<T> buffers)
        {
            for (var task = 0; task < count; task++)
            {
                buffers.Add(task, items);
            }
        }
    }

    /// <param name="tasks">The tasks; null: all of them.</param>
    /// <param name="count">How many those are.</param>
    /// <param name="seed">Senders start at different tasks, or the first tasks would get more of many short runs.</param>
    private sealed class InTurn(int[]? tasks, int count, ulong seed) : Partitioner<T>
    {
        private int _next = StableHash.Share(StableHash.Mix(seed), count);

        public override void Add(T item, TaskBuffers<T> buffers)
        {
            buffers.Add(tasks is null ? _next : tasks[_next], item);
            _next = _next + 1 == count ? 0 : _next + 1;
        }
    }

    private sealed class ToRandom(PartitionerContext context) : Partitioner<T>
    {
        private ulong _state = context.Seed;

        public override void Add(T item, TaskBuffers<T> buffers)
        {
            _state = StableHash.Mix(_state);
            buffers.Add(StableHash.Share(_state, context.TaskCount), item);
        }
    }

    private sealed class ToNamed(string target) : Partitioner<T>
    {
        public override void Add(T item, TaskBuffers<T> buffers) => throw new InvalidOperationException(
            $"Stage '{target}' is grouped directly: the sender must name the task, with EmitToAsync(task, item) in place of EmitAsync(item).");
    }
}
