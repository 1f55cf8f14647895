namespace OrleansDrpc.Cluster.Tests;

/// <summary>For each grouping a function that returns, for the items 0 to n - 1, which task of five got which: task * 1000 + item.</summary>
internal static class GroupingFunctions
{
    public const int Tasks = 5;

    public static readonly IReadOnlyDictionary<string, Grouping<int>> Groupings = new Dictionary<string, Grouping<int>>
    {
        ["none"] = Grouping.None,
        ["shuffle"] = Grouping.Shuffle,
        ["local-or-shuffle"] = Grouping.LocalOrShuffle,
        ["fields"] = Grouping.Fields((int item) => item % 7),
        ["global"] = Grouping.Global,
        ["all"] = Grouping.All,
        ["partial-key"] = Grouping.PartialKey((int item) => item % 3),
        ["custom"] = Grouping.Custom((int item, int tasks) => item % tasks),
        ["custom-many"] = Grouping.CustomMany((int item, int tasks) => item % 2 == 0 ? [0, tasks - 1] : []),
    };

    public static IEnumerable<DrpcFunction> All =>
    [
        .. Groupings.Select(grouping => Workers(grouping.Key, grouping.Value)),
        .. Groupings.Select(grouping => Partitions(grouping.Key, grouping.Value)),
        Direct,
    ];

    private static DrpcFunction<int, IReadOnlyList<int>> Direct { get; } = DrpcFunction.Named("workers-direct")
        .Takes<int>()
        .Stage<int>(
            async (count, output, token) =>
            {
                for (var i = 0; i < count; i++)
                {
                    await output.EmitToAsync((i + 1) % Tasks, i, token);
                }
            },
            name: "source")
        .Stage<int>(TagAsync, Tasks, Grouping.Direct, "tag")
        .ReturnsAll();

    private static DrpcFunction<int, IReadOnlyList<int>> Workers(string name, Grouping<int> grouping) => DrpcFunction.Named("workers-" + name)
        .Takes<int>()
        .Stage<int>(TestFunctions.EmitRangeAsync, name: "source")
        .Stage<int>(TagAsync, Tasks, grouping, "tag")
        .ReturnsAll();

    private static DrpcFunction<int, IReadOnlyList<int>> Partitions(string name, Grouping<int> grouping) => DrpcFunction.Named("partitions-" + name)
        .Takes<int>()
        .Stage<int>(TestFunctions.EmitRangeAsync, name: "source")
        .Aggregate<int>(() => new TagAggregator(), Tasks, grouping, "tag")
        .ReturnsAll();

    private static ValueTask TagAsync(int item, IEmitter<int> output, CancellationToken cancellationToken) =>
        output.EmitAsync((output.Context.Task * 1000) + item, cancellationToken);

    private sealed class TagAggregator : IAggregator<int, int>
    {
        private readonly List<int> _items = [];

        public void Add(ReadOnlySpan<int> items) => _items.AddRange(items);

        public async ValueTask FinishAsync(IEmitter<int> output, CancellationToken cancellationToken)
        {
            foreach (var item in _items)
            {
                await TagAsync(item, output, cancellationToken);
            }
        }
    }
}
