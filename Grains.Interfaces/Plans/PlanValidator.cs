namespace OrleansDrpc;

/// <summary>Finds every mistake in a function that the compiler could not, before anybody calls it.</summary>
internal static class PlanValidator
{
    public const int MaxNameLength = 200;
    public const int MaxTasks = 4096;
    public const int MaxAttempts = 10;

    /// <summary>All mistakes, each a sentence; none: the function may be registered.</summary>
    public static List<string> Mistakes(DrpcFunction function) =>
    [
        .. NameMistakes(function.Name),
        .. SettingsMistakes(function),
        .. StageMistakes(function),
        .. function.Plan.Edges.SelectMany(edge => EdgeMistakes(function.Plan, edge)),
    ];

    private static IEnumerable<string> NameMistakes(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength || name.Trim() != name || name is "." or ".."
            || name.Any(c => c is '/' or '?' or '#' or '%' || char.IsControl(c)))
        {
            yield return $"The function's name '{name}' must have 1 to {MaxNameLength} characters and no '/', '?', '#', '%', control characters "
                + "or white space at its ends, so that it can stand in a URL.";
        }
    }

    private static IEnumerable<string> SettingsMistakes(DrpcFunction function)
    {
        if (function.Settings.Deadline is { } deadline && (deadline <= TimeSpan.Zero || deadline > TimeSpan.FromDays(1)))
        {
            yield return $"The deadline {deadline} must be over zero and at most one day.";
        }

        if (function.Settings.MaxAttempts is < 1 or > MaxAttempts)
        {
            yield return $"The function has {function.Settings.MaxAttempts} attempts; Reliable takes 1 to {MaxAttempts}.";
        }

        if (function.Settings.MaxRunning is < 1)
        {
            yield return $"The function may have {function.Settings.MaxRunning} running requests; WithMaxRunning takes 1 or more.";
        }

        if (function.Settings.MaxQueuedBytes is < 1)
        {
            yield return $"The function may have {function.Settings.MaxQueuedBytes} bytes waiting; WithMaxQueuedBytes takes 1 or more.";
        }

        if (function.Settings.HedgeDelay is { } delay && (delay <= TimeSpan.Zero || delay > TimeSpan.FromDays(1)))
        {
            yield return $"The hedge delay {delay} must be over zero and at most one day.";
        }

        if (function.Settings.HedgeDelay is not null
            && (function.Plan.RerunnableStages == 0 || function.Settings.MaxAttempts == 1 || function.Settings.PartialAnswers))
        {
            yield return "WithHedging() is for working stages followed by an Idempotent() aggregation whose partitions get equal items together (one "
                + "partition, Grouping.Fields), and goes neither with Unreliable() nor with WithPartialAnswers(): a task that runs twice sends its items twice.";
        }

        if (function.Settings.AttemptTimeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromDays(1)))
        {
            yield return $"The attempt timeout {timeout} must be over zero and at most one day.";
        }
    }

    private static IEnumerable<string> StageMistakes(DrpcFunction function)
    {
        var stages = function.Plan.Stages;
        if (stages.IsEmpty)
        {
            yield return "The function has no stage; add one between Takes and Returns.";
            yield break;
        }

        foreach (var stage in stages.Where(stage => stage.TaskCount is < 1 or > MaxTasks))
        {
            yield return $"Stage '{stage.Name}' has {(stage.IsAggregator ? "partitions" : "parallelism")} {stage.TaskCount}; it must be 1 to {MaxTasks}.";
        }

        foreach (var stage in stages.Where(stage => string.IsNullOrWhiteSpace(stage.Name)))
        {
            yield return $"Stage {stage.Index} has no name; give it one, by the parameter 'name'.";
        }

        foreach (var stage in stages.Where(stage => stage is { IsIdempotent: true, IsAggregator: false }))
        {
            yield return $"Stage '{stage.Name}' works on each item; Idempotent() is for aggregations.";
        }

        foreach (var type in stages.SelectMany(stage => (Type[])[stage.ItemType, stage.OutputType]).Distinct().Where(type => !WireCheck.CanTravel(type)))
        {
            yield return $"Items of type {TypeNames.Of(type)} cannot travel between silos: JSON cannot make one. Use numbers, strings, tuples, records "
                + "or classes with a public constructor.";
        }

        foreach (var name in stages.GroupBy(stage => stage.Name).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            yield return $"Several stages are called '{name}'; give each its own name, by the parameter 'name'.";
        }

        var working = function.Plan.StagesBeforeAggregation;
        if (function.Settings.PartialAnswers && (working == 0 || working == stages.Length || stages.Skip(working).Any(stage => !stage.IsAggregator)))
        {
            yield return "WithPartialAnswers() is for working stages followed by aggregations, up to the last stage: only an aggregation can finish with "
                + "what has arrived so far.";
        }

        var last = stages[^1];
        if (!function.ReturnsAll && last is { IsAggregator: true, TaskCount: > 1 })
        {
            yield return $"The last stage '{last.Name}' is an aggregation of {last.TaskCount} partitions, and every partition finishes with its own "
                + "value, but Returns() promises one: give it 1 partition, merge by one more aggregation, or end with ReturnsAll().";
        }
    }

    private static IEnumerable<string> EdgeMistakes(FunctionPlan plan, PlanEdge edge)
    {
        var target = plan.Stages[edge.To];
        if (edge.From == PlanEdge.Argument && edge.Grouping == GroupingKind.Direct)
        {
            yield return $"The first stage '{target.Name}' is grouped directly, but nobody emits the argument who could name a task; use All, Shuffle or Fields.";
        }

        if (edge.KeyType is { } key && !StableHash.Supports(key))
        {
            yield return $"Stage '{target.Name}' is grouped by a key of type {TypeNames.Of(key)}, whose hash may differ from silo to silo; "
                + "group by a number, string, Guid, date, enum or a tuple of those.";
        }
    }
}
