namespace OrleansDrpc.Functions;

/// <summary>
/// <c>blacklist</c>: the entries of a sanctions list that a name resembles. Every request searches the whole list, share by share in
/// parallel.
/// </summary>
/// <remarks>
/// Both names are normalised (<see cref="NameNormalizer"/>) and compared by <see cref="JaroWinkler"/>; entries scoring at least 0.85 are
/// hits. The answer is the best ten: by score descending, then id ascending; scores are rounded to six places. A name without any Latin
/// letter or digit resembles nothing, and so does one over four times as long as the longest of the list.
/// </remarks>
public static class Blacklist
{
    internal const int MaxHits = 10;
    internal const int Shards = 8;

    /// <summary>The function. Its answer as text is JSON: <c>[{"id":1,"name":"DOE, John","score":0.9}]</c>.</summary>
    public static readonly DrpcFunction<string, IReadOnlyList<BlacklistHit>> Function = DrpcFunction.Named("blacklist")
        .WithDescription("The ten entries of the sanctions list that resemble a name most.")
        .Takes<string>()
        .Stage<AskShards, ShardQuery>()
        .Stage<SearchShard, BlacklistHit>(parallelism: Shards, Grouping.Shuffle)
        .Aggregate<BestHits, IReadOnlyList<BlacklistHit>>(partitions: 1, Grouping.Global)
        .Returns();
}
