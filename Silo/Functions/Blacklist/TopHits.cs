namespace OrleansDrpc.Functions;

/// <summary>The best hits so far: by score descending, then id ascending.</summary>
internal sealed class TopHits(int count)
{
    private static readonly Comparer<BlacklistHit> BestFirst = Comparer<BlacklistHit>.Create(
        static (x, y) => y.Score.CompareTo(x.Score) is var byScore and not 0 ? byScore : x.Id.CompareTo(y.Id));

    private readonly List<BlacklistHit> _hits = new(count + 1);

    public IReadOnlyList<BlacklistHit> Hits => _hits;

    public void Add(BlacklistHit hit)
    {
        var at = _hits.BinarySearch(hit, BestFirst);
        _hits.Insert(at < 0 ? ~at : at, hit);
        if (_hits.Count > count)
        {
            _hits.RemoveAt(count);
        }
    }
}
