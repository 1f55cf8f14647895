using Npgsql;

namespace OrleansDrpc.Benchmarks;

/// <summary>The least that a table can be: one insert of an id and some bytes for each call, each a transaction of its own.</summary>
internal sealed class BareTable : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly byte[] _row;

    private BareTable(NpgsqlDataSource database, int rowBytes) => (_database, _row) = (database, new byte[rowBytes]);

    public static async Task<BareTable> CreateAsync(string connectionString, int connections, int rowBytes)
    {
        var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = connections, MaxAutoPrepare = 1, AutoPrepareMinUsages = 1 });
        await using var create = database.CreateCommand("CREATE TABLE bare (id uuid PRIMARY KEY, body bytea NOT NULL)");
        await create.ExecuteNonQueryAsync();
        return new BareTable(database, rowBytes);
    }

    public async Task InsertAsync()
    {
        await using var insert = _database.CreateCommand("INSERT INTO bare (id, body) VALUES ($1, $2)");
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.NewGuid() });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = _row });
        await insert.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
