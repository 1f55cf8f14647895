using System.Collections.Concurrent;

namespace OrleansDrpc.Storage;

/// <summary>
/// Requests that may have become this owner's in a transaction of which the end was not heard, because the connection broke. Nobody here runs them; so they
/// are given up, and whoever takes over next runs them; what was claimed anew since is left alone.
/// </summary>
internal sealed class UncertainRequests(PostgresDatabase database)
{
    // The server may still be at the statement for a while after its client is gone.
    private const int Rounds = 10;

    private readonly ConcurrentQueue<Batch> _batches = new();

    /// <summary>Thread-safe.</summary>
    public void Add(IReadOnlyCollection<Guid> ids, Guid claim)
    {
        if (ids.Count > 0)
        {
            _batches.Enqueue(new Batch([.. ids], claim, Rounds));
        }
    }

    /// <summary>Gives them to owner 0, which is nobody. Repeats for some calls, until the server must be done. For one caller at a time.</summary>
    public async Task GiveUpAsync(CancellationToken cancellationToken)
    {
        for (var count = _batches.Count; count > 0 && _batches.TryPeek(out var batch); count--)
        {
            await database.ExecuteAsync(
                $"UPDATE {database.Schema}.requests SET owner = 0 WHERE id = ANY($1) AND claim = $2 AND (status = 0 OR callback = 1)",
                [Values.Of(batch.Ids), Values.Of(batch.Claim)],
                cancellationToken);
            _batches.TryDequeue(out _);
            if (batch.Rounds > 1)
            {
                _batches.Enqueue(batch with { Rounds = batch.Rounds - 1 });
            }
        }
    }

    private sealed record Batch(Guid[] Ids, Guid Claim, int Rounds);
}
