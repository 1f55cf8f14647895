using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>Creates and migrates the schema. Several front doors may do so at once: a lock of the database lets one after another in.</summary>
internal sealed class PostgresSchema(PostgresDatabase database, IReadOnlyList<Migration> migrations)
{
    // Another front door may be at it, with much data.
    private const int LimitSeconds = 300;

    public int Newest => migrations[^1].Version;

    /// <summary>Brings the schema to the newest version, wholly or not at all.</summary>
    /// <returns>The version before, 0 for none; null: it was the newest already.</returns>
    /// <exception cref="RequestStoreException">It cannot be done, or the schema is of a newer build.</exception>
    public Task<int?> MigrateAsync(CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var version = await EnterAsync(connection, cancellationToken);
            if (version > Newest)
            {
                throw new RequestStoreException($"{database.Name} has schema '{database.Schema}' in version {version}, but this build knows only up to version "
                    + $"{Newest}. Start the newer build that migrated it, or set another schema.");
            }

            foreach (var migration in migrations.Where(migration => migration.Version > version))
            {
                await ExecuteAsync(connection, migration.Sql, [], cancellationToken);
                await ExecuteAsync(connection, "INSERT INTO schema_version (version) VALUES ($1)", [Values.Of(migration.Version)], cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return version == Newest ? null : (int?)version;
        },
        cancellationToken);

    private async Task<int> EnterAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            connection, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [Values.Of($"OrleansDrpc schema {database.Schema}")], cancellationToken);

        // Looked for first, because a user who may not create schemas may not say IF NOT EXISTS either.
        if (await ScalarAsync(connection, "SELECT 1 FROM pg_namespace WHERE nspname = $1", [Values.Of(database.Schema)], cancellationToken) is null)
        {
            await ExecuteAsync(connection, $"CREATE SCHEMA {database.Schema}", [], cancellationToken);
        }

        await ExecuteAsync(connection, $"SET LOCAL search_path TO {database.Schema}", [], cancellationToken);
        if (await ScalarAsync(connection, "SELECT to_regclass($1)::text", [Values.Of($"{database.Schema}.schema_version")], cancellationToken) is not string)
        {
            await ExecuteAsync(
                connection, "CREATE TABLE schema_version (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())", [], cancellationToken);
        }

        return await ScalarAsync(connection, "SELECT max(version) FROM schema_version", [], cancellationToken) as int? ?? 0;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql, parameters);
        command.CommandTimeout = LimitSeconds;
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql, parameters);
        command.CommandTimeout = LimitSeconds;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
