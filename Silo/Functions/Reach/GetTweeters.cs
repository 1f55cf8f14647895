namespace OrleansDrpc.Functions;

/// <summary>From a page to the people who shared it.</summary>
internal sealed class GetTweeters(FollowGraph graph) : IStage<string, string>
{
    public ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken) =>
        output.EmitAsync(graph.TweetersOf(item), cancellationToken);
}
