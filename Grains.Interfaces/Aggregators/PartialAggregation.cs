namespace OrleansDrpc;

/// <summary>
/// The shape of the built-in operators: partitions that each see some of the items, then one merge; or, with one partition, the whole at
/// once.
/// </summary>
internal static class PartialAggregation
{
    /// <param name="builder">The stages so far.</param>
    /// <param name="kind">The beginning of the stages' names where the author gives none.</param>
    /// <param name="name">The author's name.</param>
    /// <param name="partitions">How many partitions share the work.</param>
    /// <param name="whole">The aggregation, for one partition.</param>
    /// <param name="part">The aggregation of one of several partitions.</param>
    /// <param name="merge">What puts the parts together.</param>
    /// <param name="grouping">For several partitions; null where any partition may have any item, so that items best stay on their
    /// silo.</param>
    /// <param name="isIdempotent">Whether whole, part and merge do not mind duplicates; of a part that is grouped, the merge may.</param>
    public static StageBuilder<TArgument, TOut> InParts<TArgument, TItem, TPart, TOut>(
        this StageBuilder<TArgument, TItem> builder,
        string kind,
        string? name,
        int partitions,
        Func<IAggregator<TItem, TOut>> whole,
        Func<IAggregator<TItem, TPart>> part,
        Func<IAggregator<TPart, TOut>> merge,
        Grouping<TItem>? grouping = null,
        bool isIdempotent = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        name ??= builder.Unnamed(kind);
        return partitions <= 1
            ? builder.Aggregate(whole, partitions, Grouping.Global, name).IdempotentIf(isIdempotent)
            : builder.Aggregate(part, partitions, grouping ?? Grouping.LocalOrShuffle, name).IdempotentIf(isIdempotent)
                .Aggregate(merge, 1, Grouping.Global, name + "-merge").IdempotentIf(isIdempotent && grouping is null);
    }
}
