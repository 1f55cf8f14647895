using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>
/// This front door as an owner: a row of table owners with a number and the end of the lease. When the lease was lost, the front door goes on under a new
/// number; the old one's lease is over for ever, so that nothing of the old can be mistaken for the new. Thread-safe.
/// </summary>
internal sealed class Ownership(PostgresDatabase database, OwnerId owner, TimeSpan lease)
{
    // Without knowledge of a young table the planner would read and sort all open requests to pick a few; the index has them in order.
    private const string PickByIndex = "SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off; "
        + "SET LOCAL enable_mergejoin = off; SET LOCAL jit = off";

    private readonly SemaphoreSlim _renewing = new(1);
    private readonly UncertainRequests _uncertain = new(database);
    private readonly string _lease = $"INSERT INTO {database.Schema}.owners (owner, lease_until) VALUES ($1, clock_timestamp() + $2) RETURNING number";

    private readonly string _renew = $"""
        WITH renewed AS (
            UPDATE {database.Schema}.owners SET lease_until = clock_timestamp() + $2 WHERE number = $1 AND lease_until > clock_timestamp() RETURNING number)
        SELECT EXISTS (SELECT FROM renewed), ARRAY(SELECT id FROM {database.Schema}.requests WHERE owner = $1 AND status = 0 AND cancelled)
        """;

    // The lock on an owner keeps it from renewing in between; several takers may hold it.
    private readonly string _takeOver = $"""
        WITH over AS (
            SELECT o.number FROM {database.Schema}.owners o
            WHERE o.lease_until <= clock_timestamp() AND {IsLeaseValid(database)}
                AND (SELECT true FROM {database.Schema}.requests r WHERE r.owner = o.number AND (r.status = 0 OR r.callback = 1) LIMIT 1)
            FOR SHARE OF o SKIP LOCKED),
        picked AS (
            SELECT due.id FROM over CROSS JOIN LATERAL (
                SELECT r.id, r.submitted FROM {database.Schema}.requests r
                WHERE r.owner = over.number AND (r.status = 0 OR r.callback = 1)
                ORDER BY r.submitted LIMIT $2 FOR UPDATE OF r SKIP LOCKED) due
            ORDER BY due.submitted LIMIT $2)
        UPDATE {database.Schema}.requests r SET owner = $1, claim = $3 FROM picked WHERE r.id = picked.id RETURNING r.id
        """;

    private long _number;

    /// <summary>The row of this owner at present.</summary>
    public long Number => Volatile.Read(ref _number);

    /// <summary>
    /// The condition that a request r is open, that $1 is its owner, and that the owner's lease is not over. The sums keep the planner, which knows nothing of
    /// young tables, from looking among all open requests for the few whose ids are given.
    /// </summary>
    public static string IsOpenAndOwned(PostgresDatabase database) => $"r.status + 0 = 0 AND {IsOwner(database)}";

    /// <summary>The condition that $1 is the owner of a request r, and that its lease is not over.</summary>
    public static string IsOwner(PostgresDatabase database) => $"r.owner + 0 = $1 AND {IsLeaseValid(database)}";

    private static string IsLeaseValid(PostgresDatabase database) =>
        $"EXISTS (SELECT FROM {database.Schema}.owners me WHERE me.number = $1 AND me.lease_until > clock_timestamp())";

    /// <summary>Begins a lease under a new number.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken) => Volatile.Write(ref _number, await database.RunAsync(
        async connection =>
        {
            await using var command = connection.Command(_lease, Values.Of(owner.Value), Values.Of(lease));
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        },
        cancellationToken));

    public async Task<RenewOutcome> RenewAsync(CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            var outcome = await database.RunAsync(connection => RenewAsync(connection, cancellationToken), cancellationToken);
            if (!outcome.StillOwned)
            {
                await BeginAsync(cancellationToken);
            }

            await GiveUpUncertainAsync(cancellationToken);
            return outcome;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Takes over and reads what was taken in one transaction, so that nothing is taken that the caller does not hear of.</summary>
    public async Task<IReadOnlyList<StoredRequest>> TakeOverAsync(int max, RequestReader reader, CancellationToken cancellationToken)
    {
        var claim = Guid.NewGuid();
        Guid[] ids = [];
        try
        {
            return await database.RunAsync(
                async connection =>
                {
                    await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                    ids = await TakeAsync(connection, max, claim, cancellationToken);
                    if (ids.Length == 0)
                    {
                        return [];
                    }

                    // A statement of its own, because attempts may have been recorded until the moment of the lock.
                    var taken = await reader.ReadAsync(connection, ids, cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                    return taken;
                },
                cancellationToken);
        }
        catch (Exception e) when (PostgresFailures.IsUncertain(e))
        {
            _uncertain.Add(ids, claim);
            throw;
        }
    }

    /// <summary>Remembers requests that a claim may have made this owner's without anybody here knowing.</summary>
    public void AddUncertain(IReadOnlyCollection<Guid> ids, Guid claim) => _uncertain.Add(ids, claim);

    public Task ReleaseAsync(CancellationToken cancellationToken) => database.ExecuteAsync(
        $"UPDATE {database.Schema}.owners SET lease_until = '-infinity' WHERE number = $1", [Values.Of(Number)], cancellationToken);

    private async Task GiveUpUncertainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _uncertain.GiveUpAsync(cancellationToken);
        }
        catch (RequestStoreException)
        {
            // The lease was renewed, and that must be heard; the next renewal comes back to the rest.
        }
    }

    private async Task<RenewOutcome> RenewAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(_renew, Values.Of(Number), Values.Of(lease));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.GetBoolean(0) ? new RenewOutcome(true, [.. row.GetFieldValue<Guid[]>(1).Select(id => new RequestId(id))]) : new RenewOutcome(false, []);
    }

    private async Task<Guid[]> TakeAsync(NpgsqlConnection connection, int max, Guid claim, CancellationToken cancellationToken)
    {
        await using var plan = connection.Command(PickByIndex);
        await plan.ExecuteNonQueryAsync(cancellationToken);
        await using var command = connection.Command(_takeOver, Values.Of(Number), Values.Of(max), Values.Of(claim));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        List<Guid> ids = [];
        while (await rows.ReadAsync(cancellationToken))
        {
            ids.Add(rows.GetGuid(0));
        }

        return [.. ids];
    }
}
