namespace OrleansDrpc.Functions;

/// <summary>The list, its names normalised once. Immutable.</summary>
internal sealed class BlacklistNames
{
    /// <summary>What an entry must score to be a hit. (The short cuts of <see cref="PreparedName.MayHit"/> hold from here up.)</summary>
    public const double Threshold = 0.85;

    private readonly BlacklistEntry[] _entries;
    private readonly PreparedName[] _names;

    public BlacklistNames(IEnumerable<BlacklistEntry> entries)
    {
        _entries = [.. entries];
        _names = Array.ConvertAll(_entries, static entry => PreparedName.Of(NameNormalizer.Normalize(entry.Name)));
    }

    public ReadOnlySpan<BlacklistEntry> Entries => _entries;

    /// <summary>Adds the hits of one share of the list: entries next to each other, and as many in each share, give or take one.</summary>
    public void Search(in PreparedName query, int shard, int shards, TopHits hits, CancellationToken cancellationToken)
    {
        var end = (int)((long)_names.Length * (shard + 1) / shards);
        for (var i = (int)((long)_names.Length * shard / shards); i < end; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ref readonly var name = ref _names[i];
            if (!query.MayHit(name))
            {
                continue;
            }

            var score = JaroWinkler.Score(query.Letters, name.Letters);
            if (score >= Threshold)
            {
                hits.Add(new BlacklistHit(_entries[i].Id, _entries[i].Name, score));
            }
        }
    }
}
