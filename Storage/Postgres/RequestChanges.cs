using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>Changes of single requests. Thread-safe.</summary>
internal sealed class RequestChanges(PostgresDatabase database, Ownership ownership, RequestReader reader)
{
    private readonly string _fail = $"""
        WITH mine AS (
            SELECT r.id FROM {database.Schema}.requests r
            WHERE r.id = $2 AND {Ownership.IsOpenAndOwned(database)} FOR UPDATE OF r)
        INSERT INTO {database.Schema}.attempts (request, number, started, ended, failure) SELECT id, $3, $4, $5, $6::json FROM mine
        ON CONFLICT (request, number) DO UPDATE SET started = excluded.started, ended = excluded.ended, failure = excluded.failure
        """;

    private readonly string _callback = $"""
        UPDATE {database.Schema}.requests r SET callback = $3, callback_tries = $4
        WHERE r.id = $2 AND r.status <> 0 AND r.callback = 1 AND r.ended = $5 AND {Ownership.IsOwner(database)}
        """;

    private readonly string _replay = $"""
        UPDATE {database.Schema}.requests r SET
            owner = $1,
            claim = $4,
            expires = CASE status WHEN 4 THEN $3 ELSE expires END,
            cancelled = cancelled AND status <> 4,
            callback = CASE WHEN callback_url IS NULL THEN 0 ELSE 1 END,
            callback_tries = 0,
            ended = CASE status WHEN 4 THEN NULL ELSE ended END,
            answer = CASE status WHEN 4 THEN NULL ELSE answer END,
            failure = CASE status WHEN 4 THEN NULL ELSE failure END,
            status = CASE status WHEN 4 THEN 0 ELSE status END
        WHERE r.id = $2 AND (r.status = 4 OR (r.status <> 0 AND r.callback = 3))
        """;

    public async Task<bool> FailAttemptAsync(RequestId id, AttemptRecord attempt, CancellationToken cancellationToken) => await database.ExecuteAsync(
        _fail,
        [
            Values.Of(ownership.Number),
            Values.Of(id.Value),
            Values.Of(attempt.Number),
            Values.Of(attempt.Started.ToUniversalTime()),
            Values.Of(Values.Utc(attempt.Ended)),
            Values.Of(Values.Json(attempt.Failure)),
        ],
        cancellationToken) > 0;

    public async Task<bool> CancelAsync(RequestId id, CancellationToken cancellationToken) => await database.ExecuteAsync(
        $"UPDATE {database.Schema}.requests SET cancelled = true WHERE id = $1 AND status = 0", [Values.Of(id.Value)], cancellationToken) > 0;

    public async Task<bool> RecordCallbackAsync(RequestId id, DateTimeOffset outcome, CallbackState state, int tries, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            _callback, [Values.Of(ownership.Number), Values.Of(id.Value), Values.Of((short)state), Values.Of(tries), Values.Of(outcome.ToUniversalTime())], cancellationToken) > 0;

    /// <summary>Opens a dead letter, or makes a callback that was given up due again, as the caller's.</summary>
    public async Task<StoredRequest?> ReplayAsync(RequestId id, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        var claim = Guid.NewGuid();
        try
        {
            NpgsqlParameter[] parameters = [Values.Of(ownership.Number), Values.Of(id.Value), Values.Of(expires.ToUniversalTime()), Values.Of(claim)];
            return await database.ExecuteAsync(_replay, parameters, cancellationToken) > 0 ? await reader.GetAsync(id, cancellationToken) : null;
        }
        catch
        {
            ownership.AddUncertain([id.Value], claim);
            throw;
        }
    }
}
