namespace OrleansDrpc.Functions;

/// <summary>Normalises the name once and sends it to every share of the list; to none where nothing is left of it.</summary>
internal sealed class AskShards : IStage<string, ShardQuery>
{
    public async ValueTask ExecuteAsync(string item, IEmitter<ShardQuery> output, CancellationToken cancellationToken)
    {
        var name = NameNormalizer.Normalize(item);
        for (var shard = 0; name.Length > 0 && shard < Blacklist.Shards; shard++)
        {
            await output.EmitAsync(new ShardQuery(shard, name), cancellationToken);
        }
    }
}
