using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>Reads requests with their attempts. Thread-safe.</summary>
internal sealed class RequestReader(PostgresDatabase database)
{
    private readonly string _whole = Select(database, "r.argument", "r.answer");
    private readonly string _listed = Select(database, "''::bytea", "NULL::bytea");

    public Task<StoredRequest?> GetAsync(RequestId id, CancellationToken cancellationToken) =>
        OneAsync($"{_whole} WHERE r.id = $1", () => [Values.Of(id.Value)], cancellationToken);

    public Task<StoredRequest?> GetByKeyAsync(string function, string key, CancellationToken cancellationToken) => OneAsync(
        $"{_whole} WHERE sha256(r.function) = sha256($1) AND sha256(r.idempotency_key) = sha256($2) AND r.idempotency_key IS NOT NULL",
        () => [Values.Of(Values.Bytes(function)), Values.Of(Values.Bytes(key))],
        cancellationToken);

    public Task<IReadOnlyList<StoredRequest>> ListAsync(RequestFilter filter, CancellationToken cancellationToken)
    {
        return database.ReadAsync(
            connection =>
            {
                var (where, parameters) = RequestConditions.Of(filter);
                var limit = Values.Of(Math.Max(0, filter.Limit));
                var sql = $"{_listed} {where} ORDER BY r.submitted DESC, r.id DESC LIMIT ${parameters.Length + 1}";
                return ReadAsync(connection, sql, [.. parameters, limit], cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Those of the ids that are there, oldest first, on a connection of the caller.</summary>
    public Task<IReadOnlyList<StoredRequest>> ReadAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellationToken) =>
        ReadAsync(connection, $"{_whole} WHERE r.id = ANY($1) ORDER BY r.submitted, r.id", [Values.Of(ids)], cancellationToken);

    private static string Select(PostgresDatabase database, string argument, string answer) => $"""
        SELECT r.id, r.function, {argument}, r.submitted, r.expires, r.idempotency_key, r.callback_url, r.status, r.cancelled, r.callback, r.callback_tries,
            r.ended, {answer}, r.failure::text, a.numbers, a.starts, a.ends, a.failures, r.coverage, r.priority, r.is_call
        FROM {database.Schema}.requests r LEFT JOIN LATERAL (
            SELECT array_agg(number ORDER BY number) AS numbers, array_agg(started ORDER BY number) AS starts,
                array_agg(ended ORDER BY number) AS ends, array_agg(failure::text ORDER BY number) AS failures
            FROM {database.Schema}.attempts WHERE request = r.id) a ON true
        """;

    // Made anew for each run, because parameters belong to one command.
    private async Task<StoredRequest?> OneAsync(string sql, Func<NpgsqlParameter[]> parameters, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(connection => ReadAsync(connection, sql, parameters(), cancellationToken), cancellationToken);
        return found.SingleOrDefault();
    }

    private static async Task<IReadOnlyList<StoredRequest>> ReadAsync(
        NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql, parameters);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        List<StoredRequest> found = [];
        while (await rows.ReadAsync(cancellationToken))
        {
            found.Add(RequestRow.Read(rows));
        }

        return found;
    }
}
