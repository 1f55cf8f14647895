using OrleansDrpc.Storage.Tests;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class KilledWithPostgresTests(SharedPostgres postgres) : KilledFrontDoorTests
{
    protected override async Task<string[]> StoreAsync() =>
        ["--store", "postgres", "--store-connection", await (await postgres.GetAsync()).CreateDatabaseAsync()];
}
