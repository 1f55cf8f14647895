namespace OrleansDrpc.Functions;

/// <summary>
/// <c>tricky</c>: always "done", by an aggregation that answers because it was finished and not because of what it received, as in
/// Storm's tests.
/// </summary>
public static class Tricky
{
    /// <summary>The function.</summary>
    public static readonly DrpcFunction<string, string> Function = DrpcFunction.Named("tricky")
        .WithDescription("Always done: the answer is given when all stages have finished.")
        .Takes<string>()
        .Select(static text => text, parallelism: 3, name: "identity")
        .Select(static text => text, parallelism: 3, Grouping.Shuffle, "identity-again")
        .Aggregate(static () => "done", static (answer, _) => answer, static answer => answer, partitions: 1, Grouping.Global, "finish")
        .Returns();
}
