namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>A grouping, and what may be said about it without running it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Grouping">The real one.</param>
/// <param name="Choose">The tasks that an item goes to, where that is known; null: to one, and nobody says to which.</param>
/// <param name="KeyCount">Where it keeps items together that are equal modulo a number: the number.</param>
internal sealed record GroupingModel(string Name, Grouping<long> Grouping, Func<long, int, IEnumerable<int>>? Choose = null, long? KeyCount = null)
{
    public static GroupingModel Global { get; } = new("global", OrleansDrpc.Grouping.Global, static (_, _) => [0]);

    public bool IsDirect => Grouping.Kind == GroupingKind.Direct;

    /// <summary>Whether several partitions give an answer that follows from the items alone.</summary>
    /// <param name="keyCount">The keys that the aggregation goes by; null: none.</param>
    public bool Suits(long? keyCount) => Choose is not null || (keyCount is not null && KeyCount == keyCount);

    public static GroupingModel Random(Random random, bool isFirst, CodeFault? fault) => random.Next(isFirst ? 9 : 10) switch
    {
        0 => new("shuffle", OrleansDrpc.Grouping.Shuffle),
        1 => new("none", OrleansDrpc.Grouping.None),
        2 => new("local", OrleansDrpc.Grouping.LocalOrShuffle),
        3 => Global,
        4 => new("all", OrleansDrpc.Grouping.All, static (_, n) => Enumerable.Range(0, n)),
        5 => new("partial", OrleansDrpc.Grouping.PartialKey((long item) => item % 5)),
        6 => new("custom", OrleansDrpc.Grouping.Custom((long item, int n) => Struck(fault, (int)(item % n))), static (item, n) => [(int)(item % n)]),
        7 => new("many", OrleansDrpc.Grouping.CustomMany<long>(Many), Many),
        8 => Fields(random.Next(1, 30)),
        _ => new("direct", OrleansDrpc.Grouping.Direct, static (item, n) => [DirectTask(item, n)]),
    };

    public static GroupingModel Fields(long keyCount) =>
        new($"fields%{keyCount}", OrleansDrpc.Grouping.Fields((long item) => item % keyCount), KeyCount: keyCount);

    public static int DirectTask(long item, int tasks) => (int)(Numbers.Mix(item, 77) % tasks);

    /// <summary>None to three tasks.</summary>
    private static IEnumerable<int> Many(long item, int tasks) => Enumerable.Range(0, (int)(item % 4)).Select(i => (int)((item + i) % tasks)).Distinct();

    private static int Struck(CodeFault? fault, int task)
    {
        fault?.StrikeNow();
        return task;
    }
}
