namespace OrleansDrpc;

/// <summary>Groupings that need not know the type of the items, and makers of those that do. Immutable.</summary>
public sealed class Grouping
{
    private Grouping(GroupingKind kind) => Kind = kind;

    /// <summary>Each item to a uniformly random task.</summary>
    public static Grouping None { get; } = new(GroupingKind.None);

    /// <summary>Items in turn over all tasks: the default.</summary>
    public static Grouping Shuffle { get; } = new(GroupingKind.Shuffle);

    /// <summary>Items in turn over the tasks on the sender's silo; like <see cref="Shuffle"/> where it has none.</summary>
    public static Grouping LocalOrShuffle { get; } = new(GroupingKind.LocalOrShuffle);

    /// <summary>Everything to the first task.</summary>
    public static Grouping Global { get; } = new(GroupingKind.Global);

    /// <summary>A copy of each item to every task.</summary>
    public static Grouping All { get; } = new(GroupingKind.All);

    /// <summary>Each item to the task that the sender names with <see cref="IEmitter{T}.EmitToAsync"/>.</summary>
    public static Grouping Direct { get; } = new(GroupingKind.Direct);

    /// <summary>Which it is.</summary>
    public GroupingKind Kind { get; }

    /// <summary>Items with equal keys to the same task, whichever silo sends them. For several fields, key by a tuple.</summary>
    /// <param name="key">The key of an item: a number, string, Guid, date, enum or a tuple of those.</param>
    public static Grouping<T> Fields<T, TKey>(Func<T, TKey> key) => new FieldsGrouping<T, TKey>(key);

    /// <summary>
    /// Each key has two candidate tasks, and each item goes to the one that this sender has used less: evens out hot keys, but splits a
    /// key over two tasks, so that a further aggregation has to merge them (Nasir et al., ICDE 2015).
    /// </summary>
    /// <param name="key">As for <see cref="Fields{T, TKey}"/>.</param>
    public static Grouping<T> PartialKey<T, TKey>(Func<T, TKey> key) => new PartialKeyGrouping<T, TKey>(key);

    /// <summary>Each item to the task whose index <paramref name="choose"/> returns.</summary>
    /// <param name="choose">From an item and the number of tasks to an index from 0 to that number less one. Must be thread-safe.</param>
    public static Grouping<T> Custom<T>(Func<T, int, int> choose) => new CustomGrouping<T>(choose);

    /// <summary>Each item to all the tasks whose indexes <paramref name="choose"/> returns; to none where it returns none.</summary>
    /// <param name="choose">From an item and the number of tasks to indexes from 0 to that number less one. Must be thread-safe.</param>
    public static Grouping<T> CustomMany<T>(Func<T, int, IEnumerable<int>> choose) => new CustomManyGrouping<T>(choose);
}
