using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>Forgets requests, with their attempts, and owners that are long gone. Thread-safe.</summary>
internal sealed class RequestRemoval(PostgresDatabase database)
{
    // Short transactions, so that a big purge holds nobody up.
    private const int AtOnce = 1000;

    private readonly string _drop = With(database, $"DELETE FROM {database.Schema}.requests WHERE id = $1 AND status <> 0 RETURNING id");

    private readonly string _purge = With(database, $"""
        DELETE FROM {database.Schema}.requests WHERE id IN (
            SELECT id FROM {database.Schema}.requests WHERE status IN (1, 2, 3) AND callback IN (0, 2) AND ended < $1
            ORDER BY ended LIMIT {AtOnce} FOR UPDATE SKIP LOCKED) RETURNING id
        """);

    private readonly string _trim = With(database, $"""
        DELETE FROM {database.Schema}.requests WHERE id IN (
            SELECT id FROM {database.Schema}.requests WHERE status = 4 AND is_call AND id IN (
                SELECT id FROM {database.Schema}.requests WHERE status = 4 AND is_call AND sha256(function) = sha256($1)
                ORDER BY ended DESC, id DESC OFFSET $2 LIMIT {AtOnce})
            FOR UPDATE SKIP LOCKED) RETURNING id
        """);

    private readonly string _purgeOwners = $"""
        DELETE FROM {database.Schema}.owners o WHERE o.number <> 0 AND lease_until < clock_timestamp() - interval '30 days'
            AND NOT EXISTS (SELECT FROM {database.Schema}.requests r WHERE r.owner = o.number AND (r.status = 0 OR r.callback = 1))
        """;

    // A process that slept for a month may have submitted once more.
    private readonly string _giveUpOrphans = $"""
        UPDATE {database.Schema}.requests r SET owner = 0
        WHERE (r.status = 0 OR r.callback = 1) AND NOT EXISTS (SELECT FROM {database.Schema}.owners o WHERE o.number = r.owner)
        """;

    public async Task<bool> DropAsync(RequestId id, CancellationToken cancellationToken) =>
        await RemoveAsync(_drop, [Values.Of(id.Value)], cancellationToken) > 0;

    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var total = 0;
        int removed;
        do
        {
            removed = await RemoveAsync(_purge, [Values.Of(before.ToUniversalTime())], cancellationToken);
            total += removed;
        }
        while (removed == AtOnce);

        await database.ExecuteAsync(_purgeOwners, [], cancellationToken);
        await database.ExecuteAsync(_giveUpOrphans, [], cancellationToken);
        return total;
    }

    public async Task<int> TrimDeadLettersAsync(string function, int kept, CancellationToken cancellationToken)
    {
        var total = 0;
        int removed;
        do
        {
            removed = await RemoveAsync(_trim, [Values.Of(Values.Bytes(function)), Values.Of(kept)], cancellationToken);
            total += removed;
        }
        while (removed == AtOnce);

        return total;
    }

    private static string With(PostgresDatabase database, string delete) => $"""
        WITH gone AS ({delete}), attempts AS (DELETE FROM {database.Schema}.attempts a USING gone WHERE a.request = gone.id)
        SELECT count(*)::integer FROM gone
        """;

    private Task<int> RemoveAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            await using var command = connection.Command(sql, parameters);
            return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        },
        cancellationToken);
}
