namespace OrleansDrpc.Cluster.Tests;

/// <summary>A function of which one task of six is never done unless the gate named by the argument opens.</summary>
internal static class StragglingFunctions
{
    public const int Items = 600;
    public const int OfEachTask = Items / Tasks;
    private const int Tasks = 6;
    private const int Straggler = 5;

    /// <summary>An argument with which no task straggles, for a first call, which may take long.</summary>
    public const string Warm = "warm";

    /// <param name="mode">Its mode.</param>
    /// <param name="wait">What the straggler does with the argument, its silo and its token; by default it waits at the gate.</param>
    public static DrpcFunction<string, long> Count(Func<FunctionBuilder, FunctionBuilder> mode, Func<string, string, CancellationToken, Task>? wait = null) =>
        mode(DrpcFunction.Named("straggles")).Takes<string>()
            .Stage<(int Item, string Name)>(
                async (name, output, token) =>
                {
                    for (var i = 0; i < Items; i++)
                    {
                        await output.EmitAsync((i, name), token);
                    }
                },
                name: "source")
            .Stage<int>(
                async (item, output, token) =>
                {
                    if (item.Item % Tasks == Straggler && item.Name != Warm)
                    {
                        await (wait ?? ((name, silo, stop) => TestGate.Of(name).WaitAsync(silo, stop)))(item.Name, output.Context.Silo, token);
                    }

                    await output.EmitAsync(item.Item, token);
                },
                Tasks,
                Grouping.Custom(((int Item, string Name) item, int tasks) => item.Item % tasks),
                "straggles")
            .Aggregate<FinishRecorder, long>(4, Grouping.Fields((int item) => item), name: "partitions")
            .Aggregate(() => 0L, (sum, item) => sum + item, sum => sum, name: "sum")
            .Returns();
}
