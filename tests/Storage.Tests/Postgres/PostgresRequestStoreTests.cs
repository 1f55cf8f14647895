namespace OrleansDrpc.Storage.Tests;

public sealed class PostgresRequestStoreTests(SharedPostgres postgres) : RequestStoreContract
{
    private string _database = "";

    private protected override bool IsShared => true;

    // Ended by KillAsync, so that no test depends on how fast it is.
    private protected override TimeSpan DyingLease => LongLease;

    public override async ValueTask InitializeAsync() => _database = await (await postgres.GetAsync()).CreateDatabaseAsync();

    private protected override IRequestStore Create() => Stores.New(_database);

    private protected override async ValueTask KillAsync(IRequestStore store)
    {
        await store.DisposeAsync();
        await PostgresServer.ExecuteAsync(_database, $"UPDATE drpc.owners SET lease_until = clock_timestamp() WHERE owner = '{OwnerOf(store).Value}'");
    }
}
