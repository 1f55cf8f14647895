namespace OrleansDrpc;

/// <summary>Two candidates for each key, the less used one chosen.</summary>
internal sealed class PartialKeyGrouping<T, TKey>(Func<T, TKey> key) : Grouping<T>(GroupingKind.PartialKey)
{
    internal override Type KeyType => typeof(TKey);

    internal override Partitioner<T> CreatePartitioner(PartitionerContext context) => new ByKey(key, context.TaskCount);

    private sealed class ByKey(Func<T, TKey> key, int count) : Partitioner<T>
    {
        private readonly long[] _used = new long[count];

        public override void Add(T item, TaskBuffers<T> buffers)
        {
            var hash = StableHash.Of(key(item));
            var first = StableHash.Share(hash, count);
            var second = StableHash.Share(StableHash.Mix(hash), count);
            var task = _used[first] <= _used[second] ? first : second;
            _used[task]++;
            buffers.Add(task, item);
        }
    }
}
