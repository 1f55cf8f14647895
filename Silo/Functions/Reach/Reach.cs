namespace OrleansDrpc.Functions;

/// <summary>
/// <c>reach</c>: how many different people a page has reached, which is everybody who follows at least one of those who shared it
/// (Storm's ReachTopology).
/// </summary>
public static class Reach
{
    /// <summary>The function. Its argument is the page's URL; a page that nobody shared has reached 0 people.</summary>
    public static readonly DrpcFunction<string, long> Function = DrpcFunction.Named("reach")
        .WithDescription("How many different people follow somebody who shared the page.")
        .Takes<string>()
        .Stage<GetTweeters, string>(parallelism: 4)
        .Stage<GetFollowers, string>(parallelism: 12, Grouping.Shuffle)
        .Aggregate<PartialUniquer, long>(partitions: 6, Grouping.Fields((string follower) => follower))
        .Aggregate<CountAggregator, long>(partitions: 1, Grouping.Global)
        .Returns();
}
