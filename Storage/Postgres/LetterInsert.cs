using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>Records calls as dead letters. Thread-safe.</summary>
internal sealed class LetterInsert(PostgresDatabase database, Ownership ownership)
{
    private readonly string _insert = $"""
        WITH added AS (
            INSERT INTO {database.Schema}.requests (
                owner, claim, status, callback, id, submitted, expires, ended, function, argument, priority, failure, is_call)
            VALUES ($1, $2, 4, 0, $3, $4, $5, $6, $7, $8, $9, $10::json, true)
            ON CONFLICT DO NOTHING RETURNING id),
        attempts AS (
            INSERT INTO {database.Schema}.attempts (request, number, started, ended, failure)
            SELECT added.id, n.number, n.started, n.ended, n.failure::json
            FROM added, unnest($11, $12, $13, $14) AS n (number, started, ended, failure))
        SELECT count(*)::integer FROM added
        """;

    /// <returns>False: there is a request of that id.</returns>
    public Task<bool> AddAsync(StoredRequest letter, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            await using var command = connection.Command(_insert, Parameters(letter));
            return (int)(await command.ExecuteScalarAsync(cancellationToken))! > 0;
        },
        cancellationToken);

    private NpgsqlParameter[] Parameters(StoredRequest letter) =>
    [
        Values.Of(ownership.Number),
        Values.Of(Guid.NewGuid()),
        Values.Of(letter.Request.Id.Value),
        Values.Of(letter.Request.Submitted.ToUniversalTime()),
        Values.Of(letter.Request.Expires.ToUniversalTime()),
        Values.Of(letter.Outcome!.Ended.ToUniversalTime()),
        Values.Of(Values.Bytes(letter.Request.Function)),
        Values.Of(Values.Bytes(letter.Request.Argument)),
        Values.Of((short)letter.Request.Priority),
        Values.Of(Values.Json(letter.Outcome.Failure)),
        Values.Column(letter.Attempts, attempt => attempt.Number),
        Values.Column(letter.Attempts, attempt => attempt.Started.ToUniversalTime()),
        Values.Column(letter.Attempts, attempt => Values.Utc(attempt.Ended)),
        Values.Column(letter.Attempts, attempt => Values.Json(attempt.Failure)),
    ];
}
