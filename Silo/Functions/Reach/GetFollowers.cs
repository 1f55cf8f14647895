namespace OrleansDrpc.Functions;

/// <summary>From a person to those who follow that person.</summary>
internal sealed class GetFollowers(FollowGraph graph) : IStage<string, string>
{
    public ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken) =>
        output.EmitAsync(graph.FollowersOf(item), cancellationToken);
}
