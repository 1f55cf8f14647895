namespace OrleansDrpc;

/// <summary>The grouping of operators by key.</summary>
internal static class ByKey
{
    // To a single partition everything goes anyhow, so no key need be hashed, nor be of a type that can be.
    public static Grouping<T> For<T, TKey>(Func<T, TKey> key, int partitions) => partitions <= 1 ? Grouping.Global : Grouping.Fields(key);
}
