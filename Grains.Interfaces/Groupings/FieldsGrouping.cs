namespace OrleansDrpc;

/// <summary>Equal keys to the same task.</summary>
internal sealed class FieldsGrouping<T, TKey>(Func<T, TKey> key) : Grouping<T>(GroupingKind.Fields)
{
    internal override Type KeyType => typeof(TKey);

    internal override Partitioner<T> CreatePartitioner(PartitionerContext context) => new ByKey(key, context.TaskCount);

    private sealed class ByKey(Func<T, TKey> key, int count) : Partitioner<T>
    {
        public override void Add(T item, TaskBuffers<T> buffers) => buffers.Add(StableHash.Share(StableHash.Of(key(item)), count), item);

        public override void Add(ReadOnlySpan<T> items, TaskBuffers<T> buffers)
        {
            foreach (var item in items)
            {
                buffers.Add(StableHash.Share(StableHash.Of(key(item)), count), item);
            }
        }
    }
}
