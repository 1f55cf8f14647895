namespace OrleansDrpc.Functions;

/// <summary>The best hits of all shares. Scores are rounded last, so that rounding does not change the order.</summary>
internal sealed class BestHits : IAggregator<BlacklistHit, IReadOnlyList<BlacklistHit>>
{
    private const int Places = 6;
    private readonly TopHits _best = new(Blacklist.MaxHits);

    public void Add(ReadOnlySpan<BlacklistHit> items)
    {
        foreach (var hit in items)
        {
            _best.Add(hit);
        }
    }

    public ValueTask FinishAsync(IEmitter<IReadOnlyList<BlacklistHit>> output, CancellationToken cancellationToken) =>
        output.EmitAsync([.. _best.Hits.Select(hit => hit with { Score = Math.Round(hit.Score, Places) })], cancellationToken);
}
