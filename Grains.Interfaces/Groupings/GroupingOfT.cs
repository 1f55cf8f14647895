namespace OrleansDrpc;

/// <summary>How items of type <typeparamref name="T"/> are shared out among the tasks of a stage. Made by <see cref="Grouping"/>.</summary>
public abstract class Grouping<T>
{
    private protected Grouping(GroupingKind kind) => Kind = kind;

    /// <summary>Which it is.</summary>
    public GroupingKind Kind { get; }

    /// <summary>The key's type, where it groups by key.</summary>
    internal virtual Type? KeyType => null;

    /// <summary>The working form for one sending task; not thread-safe.</summary>
    internal abstract Partitioner<T> CreatePartitioner(PartitionerContext context);

    /// <summary>Every grouping that does not look at the items serves for items of any type.</summary>
    public static implicit operator Grouping<T>(Grouping grouping) => FromGrouping(grouping);

    /// <inheritdoc cref="op_Implicit"/>
    public static Grouping<T> FromGrouping(Grouping grouping)
    {
        ArgumentNullException.ThrowIfNull(grouping);
        return new KeylessGrouping<T>(grouping.Kind);
    }
}
