namespace OrleansDrpc.Cluster.Tests;

/// <summary>Functions whose lost or straggling tasks may run again: a source, twelve tasks, and an aggregation that the test chooses.</summary>
internal static class RerunFunctions
{
    public const int Tasks = 12;
    public const int Items = 60;

    /// <summary>What a test does in a stage, with the argument, where it runs and its token.</summary>
    public delegate Task Step(string name, StageContext context, CancellationToken token);

    /// <param name="name">Its name, one for each test: reruns are counted by it.</param>
    /// <param name="end">The aggregation.</param>
    /// <param name="mode">Its mode.</param>
    /// <param name="source">What the source does before it emits.</param>
    /// <param name="work">What each of the tasks does before it sends its first item; by default it waits at the gate that the argument names.</param>
    public static DrpcFunction<string, long> Make(
        string name,
        Func<StageBuilder<string, int>, StageBuilder<string, long>> end,
        Func<FunctionBuilder, FunctionBuilder>? mode = null,
        Step? source = null,
        Step? work = null) =>
        end((mode ?? (f => f))(DrpcFunction.Named(name)).Takes<string>()
            .Stage<(int Item, string Name)>(
                async (gate, output, token) =>
                {
                    await (source?.Invoke(gate, output.Context, token) ?? Task.CompletedTask);
                    for (var i = 0; i < Items; i++)
                    {
                        await output.EmitAsync((i, gate), token);
                    }
                },
                name: "source")
            .Stage<int>(
                async (item, output, token) =>
                {
                    if (item.Item < Tasks)
                    {
                        await (work ?? ((gate, context, stop) => TestGate.Of(gate).WaitAsync(context.Silo, stop)))(item.Name, output.Context, token);
                    }

                    await output.EmitAsync(item.Item, token);
                },
                Tasks,
                Grouping.Custom(((int Item, string Name) item, int tasks) => item.Item % tasks),
                "work"))
        .Returns();

    /// <summary>Aggregations that do not mind duplicates, and what they answer.</summary>
    public static TheoryData<string, long> Aggregations => new() { { "distinct", Items }, { "approximate", Items }, { "min", 0 }, { "max", Items - 1 } };

    /// <summary>Ends a function with one of them. So few items an approximate count counts exactly.</summary>
    public static StageBuilder<string, long> End(StageBuilder<string, int> stages, string aggregation) => aggregation switch
    {
        "distinct" => stages.DistinctCount(),
        "approximate" => stages.ApproximateDistinctCount(),
        "min" => stages.Min().Select(least => (long)least!),
        _ => stages.Max().Select(most => (long)most!),
    };

    /// <summary>A request for the first silo as its home whose source runs on the given silo.</summary>
    public static DrpcRequest RequestWithSourceOn(this DrpcTestCluster cluster, int silo, DrpcFunction function, string argument)
    {
        var silos = cluster.Cluster.Silos.Select(handle => handle.SiloAddress).Order().ToArray();
        var home = cluster.Cluster.Silos[0].SiloAddress;
        RequestId id;
        do
        {
            id = RequestId.New();
        }
        while (!new RequestPlan(function.Plan, new AttemptId(id, 1), [.. silos], home, rerunsTasks: true).SiloAddressOf(0, 0)
            .Equals(cluster.Cluster.Silos[silo].SiloAddress));

        return new DrpcRequest(id, function.Name, null, argument, true, null);
    }
}
