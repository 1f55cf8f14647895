namespace OrleansDrpc.Storage;

/// <summary>A request that has its outcome.</summary>
internal sealed record Finish(RequestId Id, FinalOutcome Outcome);

/// <summary>Records outcomes, many in one statement.</summary>
internal sealed class FinishBatch(PostgresDatabase database, Ownership ownership)
{
    // Of several outcomes of one request in a batch, the update takes one and returns its number.
    private readonly string _finish = $"""
        WITH done AS (
            UPDATE {database.Schema}.requests r SET status = c.status, ended = c.ended, answer = c.answer, coverage = c.coverage, failure = c.failure::json
            FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) WITH ORDINALITY
                AS c (id, status, ended, answer, failure, attempt, attempt_started, attempt_ended, attempt_failure, coverage, nr)
            WHERE r.id = c.id AND {Ownership.IsOpenAndOwned(database)}
            RETURNING c.nr, c.id, c.attempt, c.attempt_started, c.attempt_ended, c.attempt_failure),
        attempt AS (
            INSERT INTO {database.Schema}.attempts (request, number, started, ended, failure)
            SELECT id, attempt, attempt_started, attempt_ended, attempt_failure::json FROM done WHERE attempt IS NOT NULL
            ON CONFLICT (request, number) DO UPDATE SET started = excluded.started, ended = excluded.ended, failure = excluded.failure)
        SELECT nr FROM done
        """;

    public static int SizeOf(Finish finish) => 200 + (3 * (finish.Outcome.Answer?.Length ?? 0));

    public Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<Finish> finishes) => database.RunAsync(
        async connection =>
        {
            await using var command = connection.Command(
                _finish,
                Values.Of(ownership.Number),
                Values.Column(finishes, finish => finish.Id.Value),
                Values.Column(finishes, finish => (short)finish.Outcome.Status),
                Values.Column(finishes, finish => finish.Outcome.Ended.ToUniversalTime()),
                Values.Column(finishes, finish => Values.BytesOrNull(finish.Outcome.Answer)),
                Values.Column(finishes, finish => Values.Json(finish.Outcome.Failure)),
                Values.Column(finishes, finish => finish.Outcome.LastAttempt?.Number),
                Values.Column(finishes, finish => Values.Utc(finish.Outcome.LastAttempt?.Started)),
                Values.Column(finishes, finish => Values.Utc(finish.Outcome.LastAttempt?.Ended)),
                Values.Column(finishes, finish => Values.Json(finish.Outcome.LastAttempt?.Failure)),
                Values.Column(finishes, finish => finish.Outcome.Coverage));
            return await command.ReadDoneAsync(finishes.Count);
        },
        CancellationToken.None);
}
