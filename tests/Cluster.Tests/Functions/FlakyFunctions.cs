namespace OrleansDrpc.Cluster.Tests;

/// <summary>Functions whose first attempts fail: as many as the argument says.</summary>
internal static class FlakyFunctions
{
    public const int Items = 200;
    private const int BadItem = 123;

    /// <summary>One task. Returns the number of the attempt that got through.</summary>
    public static DrpcFunction<int, int> OneTask(Func<FunctionBuilder, FunctionBuilder> mode) => mode(DrpcFunction.Named("flaky-task")).Takes<int>()
        .Stage<int>(
            (failing, output, token) =>
            {
                ThrowIfIn(failing, output.Context);
                return output.EmitAsync(output.Context.Attempt.Number, token);
            },
            name: "flaky")
        .Returns();

    /// <summary>Counts its items over tasks and partitions, and fails in one of the tasks.</summary>
    public static DrpcFunction<int, long> Spread(Func<FunctionBuilder, FunctionBuilder> mode) => mode(DrpcFunction.Named("flaky-spread")).Takes<int>()
        .Stage<(int Item, int Failing)>(
            async (failing, output, token) =>
            {
                for (var i = 0; i < Items; i++)
                {
                    await output.EmitAsync((i, failing), token);
                }
            },
            name: "source")
        .Stage<int>(
            (item, output, token) =>
            {
                if (item.Item == BadItem)
                {
                    ThrowIfIn(item.Failing, output.Context);
                }

                return output.EmitAsync(item.Item, token);
            },
            parallelism: 6,
            name: "flaky")
        .Aggregate<FinishRecorder, long>(4, Grouping.Fields((int item) => item), name: "partitions")
        .Aggregate(() => 0L, (sum, item) => sum + item, sum => sum, name: "sum")
        .Returns();

    private static void ThrowIfIn(int failing, StageContext context)
    {
        Record.Add(context, "attempt", $"{context.Attempt.Number}");
        if ((context.Attempt.Number - 1) % DrpcRequest.AttemptNumbersOfCall < failing)
        {
            throw new InvalidOperationException($"author's message in attempt {context.Attempt.Number}");
        }
    }
}
