using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>Records submissions, many in one statement.</summary>
internal sealed class SubmissionBatch(PostgresDatabase database, Ownership ownership)
{
    // In the order of their keys, so that batches of several front doors with the same keys cannot wait for each other in a circle.
    private readonly string _insert = $"""
        INSERT INTO {database.Schema}.requests (
            owner, claim, status, callback, id, submitted, expires, function, argument, idempotency_key, callback_url, priority)
        SELECT $1, $2, 0, CASE WHEN n.callback_url IS NULL THEN 0 ELSE 1 END, n.*
        FROM unnest($3, $4, $5, $6, $7, $8, $9, $10) AS n (id, submitted, expires, function, argument, idempotency_key, callback_url, priority)
        ORDER BY n.function, n.idempotency_key
        ON CONFLICT DO NOTHING RETURNING id
        """;

    public static int SizeOf(NewRequest request) => 200 + (3 * request.Argument.Length);

    /// <returns>For each: false where its key, or its id, is there already.</returns>
    public async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<NewRequest> requests)
    {
        // Of several with one id, the answer could not tell which was added.
        List<NewRequest> sent = [.. requests.DistinctBy(request => request.Id)];
        var claim = Guid.NewGuid();
        var isSent = false;
        try
        {
            return await database.RunAsync(
                async connection =>
                {
                    await using var command = connection.Command(_insert, Parameters(sent, claim));
                    isSent = true;
                    var added = await ReadAddedAsync(command);
                    return (IReadOnlyList<bool>)[.. requests.Select(request => added.Remove(request.Id.Value))];
                },
                CancellationToken.None);
        }
        catch (Exception e) when (isSent && PostgresFailures.IsUncertain(e))
        {
            ownership.AddUncertain([.. sent.Select(request => request.Id.Value)], claim);
            throw;
        }
    }

    private static async Task<HashSet<Guid>> ReadAddedAsync(NpgsqlCommand command)
    {
        await using var rows = await command.ExecuteReaderAsync();
        HashSet<Guid> added = [];
        while (await rows.ReadAsync())
        {
            added.Add(rows.GetGuid(0));
        }

        return added;
    }

    private NpgsqlParameter[] Parameters(IReadOnlyList<NewRequest> requests, Guid claim) =>
    [
        Values.Of(ownership.Number),
        Values.Of(claim),
        Values.Column(requests, request => request.Id.Value),
        Values.Column(requests, request => request.Submitted.ToUniversalTime()),
        Values.Column(requests, request => request.Expires.ToUniversalTime()),
        Values.Column(requests, request => Values.Bytes(request.Function)),
        Values.Column(requests, request => Values.Bytes(request.Argument)),
        Values.Column(requests, request => Values.BytesOrNull(request.IdempotencyKey)),
        Values.Column(requests, request => Values.BytesOrNull(request.Callback)),
        Values.Column(requests, request => (short)request.Priority),
    ];
}
