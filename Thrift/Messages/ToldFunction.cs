namespace OrleansDrpc.Thrift;

/// <summary>What a silo that pulls tells its front door of one of its functions, as JSON, so that its settings hold there, too.</summary>
/// <param name="Name">The function.</param>
/// <param name="DeadlineSeconds">Its deadline.</param>
/// <param name="MaxAttempts">How many attempts its requests have.</param>
/// <param name="CoalescesIdentical">Whether equal calls share one execution.</param>
/// <param name="AnswersInPart">Whether at a call's deadline it answers with what is done.</param>
internal sealed record ToldFunction(string Name, double DeadlineSeconds, int MaxAttempts, bool CoalescesIdentical, bool AnswersInPart = false)
{
    private const double LongestSeconds = 86_400;

    public TimeSpan Deadline => TimeSpan.FromSeconds(DeadlineSeconds);

    private bool IsWhole => Name is not null && DeadlineSeconds is > 0 and <= LongestSeconds && MaxAttempts > 0;

    public static string Write(IEnumerable<ToldFunction> functions) => ToldJson.Write(functions);

    /// <returns>What can be made out of it; none where it is something else.</returns>
    public static IReadOnlyList<ToldFunction> Read(string text) => ToldJson.Read<ToldFunction>(text, function => function.IsWhole);
}
