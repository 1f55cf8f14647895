namespace OrleansDrpc.ClientApi;

/// <summary>
/// What is shown of a function that a front door lists. One that workers outside serve may come without types and plan, but says how many
/// workers it has and how many requests wait for one of them.
/// </summary>
internal sealed record ListedFunction(
    string Name,
    string? Argument = null,
    string? Result = null,
    double? DeadlineSeconds = null,
    ListedPlan? Plan = null,
    int? Workers = null,
    int? Queued = null);

/// <summary>Its stages, and how items come to them.</summary>
internal sealed record ListedPlan(IReadOnlyList<ListedStage> Stages, IReadOnlyList<ListedEdge> Edges);

/// <summary>A stage with its tasks or partitions.</summary>
internal sealed record ListedStage(string Name, int Parallelism);

/// <summary>An edge, by its stages' names; without "from" it brings the argument.</summary>
internal sealed record ListedEdge(string To, string Grouping, string? From = null);
