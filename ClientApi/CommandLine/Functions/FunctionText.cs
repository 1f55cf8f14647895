using System.Globalization;

namespace OrleansDrpc.ClientApi;

/// <summary>What there is to say of a function, in words.</summary>
internal static class FunctionText
{
    /// <summary>Titles of <see cref="Columns"/>, and of <see cref="Stages"/> behind them.</summary>
    public static IReadOnlyList<string> Titles { get; } = ["name", "argument", "result", "deadline", "stages"];

    public static IReadOnlyList<string> Columns(ListedFunction function) =>
    [
        function.Name,
        function.Argument ?? "",
        function.Result ?? "",
        function.DeadlineSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds} s") : "",
    ];

    /// <summary>A stage each, such as <c>split x4 (Shuffle)</c>: its tasks or partitions, and how items come to it.</summary>
    public static IReadOnlyList<string> Stages(ListedFunction function) => function.Plan is { } plan
        ? [.. plan.Stages.Select((stage, index) => $"{stage.Name} x{stage.Parallelism} ({Groupings(plan, index)})")]
        : [Workers(function)];

    private static string Groupings(ListedPlan plan, int index)
    {
        // What a reader expects needs no words: items come from the stage before, to the first one from the argument.
        var expected = index == 0 ? null : plan.Stages[index - 1].Name;
        return string.Join(", ", plan.Edges
            .Where(edge => edge.To == plan.Stages[index].Name)
            .Select(edge => edge.From == expected ? edge.Grouping : $"{edge.Grouping} from {edge.From ?? "the argument"}"));
    }

    private static string Workers(ListedFunction function)
    {
        string?[] known =
        [
            function.Workers is { } workers ? $"workers: {workers}" : null,
            function.Queued is { } queued ? $"queued: {queued}" : null,
        ];
        return string.Join(", ", known.OfType<string>());
    }
}
