namespace OrleansDrpc.Tests;

/// <summary>Runs an operator over items that several tasks send.</summary>
internal static class Operators
{
    public static TOut Run<T, TOut>(T[] items, Func<StageBuilder<T[], T>, StageBuilder<T[], TOut>> add, int seed = 1) =>
        PlanRunner.Run(add(Source<T>()).Returns(), items, seed);

    public static IReadOnlyList<TOut> RunAll<T, TOut>(T[] items, Func<StageBuilder<T[], T>, StageBuilder<T[], TOut>> add, int seed = 1) =>
        PlanRunner.Run(add(Source<T>()).ReturnsAll(), items, seed);

    public static StageBuilder<T[], T> Source<T>() =>
        DrpcFunction.Named("test").Takes<T[]>().SelectMany(items => items).Select(item => item, parallelism: 3);
}

/// <summary>Items, how many partitions share them, and the order in which batches arrive.</summary>
public sealed record Case<T>(T[] Items, int Partitions, int Seed);
