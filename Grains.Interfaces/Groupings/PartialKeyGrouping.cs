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
            var second = OtherThan(first, StableHash.Mix(hash));
            var task = _used[first] <= _used[second] ? first : second;
            _used[task]++;
            buffers.Add(task, item);
        }

        // Chosen among the other tasks: a hot key whose two candidates were one would not be evened out.
        private int OtherThan(int first, ulong hash)
        {
            var other = count == 1 ? 0 : StableHash.Share(hash, count - 1);
            return count > 1 && other >= first ? other + 1 : other;
        }
    }
}
