namespace OrleansDrpc;

/// <summary>Counts by key, as one list.</summary>
public static class GroupCountOperator
{
    /// <summary>
    /// One value: the list of all keys with the number of their items, highest number first and, where numbers are equal, lowest key first;
    /// empty where there are no items. The whole list meets in one place: where the most frequent keys are enough, follow
    /// <see cref="CountByOperator.CountBy"/> by <c>TopK</c>.
    /// </summary>
    /// <param name="builder">The stages so far.</param>
    /// <param name="key">The key of an item: one that can be compared and, for several partitions, that <see cref="Grouping.Fields"/>
    /// takes. Must be thread-safe.</param>
    /// <param name="partitions">How many partitions share the keys.</param>
    /// <param name="name">For plans and messages; null: a name by the kind and place.</param>
    /// <exception cref="ArgumentException">The keys cannot be compared.</exception>
    public static StageBuilder<TArgument, IReadOnlyList<KeyValuePair<TKey, long>>> GroupCount<TArgument, T, TKey>(
        this StageBuilder<TArgument, T> builder, Func<T, TKey> key, int partitions = 1, string? name = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(key);
        NaturalOrder.Require<TKey>();
        name ??= builder.Unnamed("group-count");
        return builder.CountBy(key, partitions, name)
            .Aggregate(static () => new InCountOrder<TKey>(), 1, Grouping.Global, name + "-merge");
    }

    private sealed class InCountOrder<TKey> : IAggregator<KeyValuePair<TKey, long>, IReadOnlyList<KeyValuePair<TKey, long>>>
    {
        private readonly List<KeyValuePair<TKey, long>> _counts = [];

        public void Add(ReadOnlySpan<KeyValuePair<TKey, long>> items) => _counts.AddRange(items);

        public ValueTask FinishAsync(IEmitter<IReadOnlyList<KeyValuePair<TKey, long>>> output, CancellationToken cancellationToken)
        {
            _counts.Sort(static (x, y) => x.Value != y.Value ? y.Value.CompareTo(x.Value) : NaturalOrder.Compare(x.Key, y.Key));
            return output.EmitAsync(_counts, cancellationToken);
        }
    }
}
