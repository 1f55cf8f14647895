namespace OrleansDrpc.Functions;

/// <summary>Finds the best hits in one share of the list: the best of all are among the best of each.</summary>
internal sealed class SearchShard(BlacklistNames names) : IStage<ShardQuery, BlacklistHit>
{
    public async ValueTask ExecuteAsync(ShardQuery item, IEmitter<BlacklistHit> output, CancellationToken cancellationToken)
    {
        var best = new TopHits(Blacklist.MaxHits);
        names.Search(PreparedName.Of(item.Name), item.Shard, Blacklist.Shards, best, cancellationToken);
        foreach (var hit in best.Hits)
        {
            await output.EmitAsync(hit, cancellationToken);
        }
    }
}
