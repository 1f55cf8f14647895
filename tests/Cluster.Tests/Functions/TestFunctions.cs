namespace OrleansDrpc.Cluster.Tests;

/// <summary>The functions of the shared clusters.</summary>
internal static class TestFunctions
{
    /// <summary>Counts the items 0 to n - 1 by a chain of everything: source, spread, distinct partitions, sum.</summary>
    public static readonly DrpcFunction<int, long> Spread = DrpcFunction.Named("spread")
        .Takes<int>()
        .Stage<int>(EmitRangeAsync, name: "source")
        .Stage<SiloRecorder, int>(parallelism: 12, Grouping.Shuffle, name: "spread")
        .Aggregate<FinishRecorder, long>(6, Grouping.Fields((int item) => item), name: "partitions")
        .Aggregate(() => 0L, (sum, item) => sum + item, sum => sum, name: "sum")
        .Returns();

    /// <summary>One stage, one task.</summary>
    public static readonly DrpcFunction<string, string> Echo = DrpcFunction.Named("echo")
        .Takes<string>()
        .Select(text => text, name: "echo")
        .Returns();

    /// <summary>All values of the last stage.</summary>
    public static readonly DrpcFunction<int, IReadOnlyList<int>> Squares = DrpcFunction.Named("squares")
        .Takes<int>()
        .Stage<int>(EmitRangeAsync, name: "source")
        .Select(item => item * item, parallelism: 5, name: "square")
        .ReturnsAll();

    public static void AddAll(DrpcBuilder drpc) => drpc
        .AddFunction(Spread)
        .AddFunction(Echo)
        .AddFunction(Squares)
        .AddFunction(WaitingFunctions.Wait)
        .AddFunction(WaitingFunctions.WaitEverywhere)
        .AddFunction(FailingFunctions.Fail)
        .AddFunctions(GroupingFunctions.All);

    public static DrpcBuilder AddFunctions(this DrpcBuilder drpc, IEnumerable<DrpcFunction> functions)
    {
        foreach (var function in functions)
        {
            drpc.AddFunction(function);
        }

        return drpc;
    }

    public static async ValueTask EmitRangeAsync(int count, IEmitter<int> output, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await output.EmitAsync(i, cancellationToken);
        }
    }
}
