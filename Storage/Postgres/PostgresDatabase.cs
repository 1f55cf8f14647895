using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>Runs statements on pooled connections, and says in plain words what went wrong. Thread-safe.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    /// <exception cref="RequestStoreException">A setting is wrong.</exception>
    public PostgresDatabase(PostgresRequestStoreOptions options)
    {
        var settings = PostgresSettings.Read(options);
        Schema = options.Schema;
        User = settings.Username ?? Environment.UserName;
        Database = settings.Database!;
        Name = $"PostgreSQL at {settings.Host}:{settings.Port}, database '{Database}',";
        Limit = settings.CommandTimeout == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(settings.CommandTimeout);
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>The server and its database, for messages.</summary>
    public string Name { get; }

    public string Database { get; }

    public string User { get; }

    /// <summary>The schema of the tables; needs no quotes.</summary>
    public string Schema { get; }

    /// <summary>How long a statement may take; infinite where the connection string says 0, as with Npgsql.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Runs statements on a connection.</summary>
    /// <exception cref="RequestStoreException">They failed.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return await work(connection);
        }
        catch (Exception e) when (PostgresFailures.IsOfDatabase(e))
        {
            throw PostgresFailures.Explain(e, this);
        }
    }

    /// <summary>Runs statements that change nothing; once more where the connection turns out to be one of a server that is gone.</summary>
    /// <exception cref="RequestStoreException">They failed.</exception>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(work, cancellationToken);
        }
        catch (RequestStoreException e) when (PostgresFailures.IsBrokenConnection(e))
        {
            return await RunAsync(work, cancellationToken);
        }
    }

    /// <summary>Runs one statement.</summary>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="RequestStoreException">It failed.</exception>
    public Task<int> ExecuteAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken) => RunAsync(
        async connection =>
        {
            await using var command = connection.Command(sql, parameters);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        },
        cancellationToken);

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
