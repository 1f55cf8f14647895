namespace OrleansDrpc.Storage;

/// <summary>An attempt that begins.</summary>
internal sealed record AttemptStart(RequestId Id, int Number, DateTimeOffset Started)
{
    /// <summary>About how many bytes it has.</summary>
    public const int Size = 40;
}

/// <summary>Records that attempts begin, many in one statement.</summary>
internal sealed class AttemptStartBatch(PostgresDatabase database, Ownership ownership)
{
    // The lock keeps a taker away between the check and the record; in order, so that batches cannot wait for each other in a circle.
    private readonly string _start = $"""
        WITH mine AS (
            SELECT c.nr, c.request, c.number, c.started
            FROM unnest($2, $3, $4) WITH ORDINALITY AS c (request, number, started, nr)
            JOIN {database.Schema}.requests r ON r.id = c.request
            WHERE {Ownership.IsOpenAndOwned(database)}
            ORDER BY r.id FOR UPDATE OF r),
        begun AS (
            INSERT INTO {database.Schema}.attempts (request, number, started) SELECT request, number, started FROM mine
            ON CONFLICT (request, number) DO UPDATE SET started = excluded.started, ended = NULL, failure = NULL)
        SELECT nr FROM mine
        """;

    public Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<AttemptStart> starts) => database.RunAsync(
        async connection =>
        {
            await using var command = connection.Command(
                _start,
                Values.Of(ownership.Number),
                Values.Column(starts, start => start.Id.Value),
                Values.Column(starts, start => start.Number),
                Values.Column(starts, start => start.Started.ToUniversalTime()));
            return await command.ReadDoneAsync(starts.Count);
        },
        CancellationToken.None);
}
