namespace OrleansDrpc.Functions;

/// <summary>
/// <c>square</c>: n times n, found by emitting so many items and counting them, as in Storm's tests. The answer is wrong as soon as one
/// item is lost or counted twice, and 0 goes through every stage without an item.
/// </summary>
public static class Square
{
    /// <summary>The function.</summary>
    public static readonly DrpcFunction<int, long> Function = DrpcFunction.Named("square")
        .WithDescription("n times n, by emitting so many items and counting them.")
        .Takes<int>()
        .Stage<EmitSquare, byte>(parallelism: 3)
        .Aggregate(static () => 0L, static (count, _) => count + 1, static count => count, partitions: 3, Grouping.Shuffle, "partial-count")
        .Aggregate(static () => 0L, static (sum, count) => sum + count, static sum => sum, partitions: 1, Grouping.Global, "sum")
        .Returns();
}
