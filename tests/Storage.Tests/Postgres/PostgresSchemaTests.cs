namespace OrleansDrpc.Storage.Tests;

public sealed class PostgresSchemaTests(SharedPostgres postgres) : IAsyncLifetime
{
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await (await postgres.GetAsync()).CreateDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Open_ByManyAtOnce_OneMigratesAllWork()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Stores.OpenAsync(_database)))).Within("8 first starts at once");

        foreach (var store in stores)
        {
            var request = await store.AddAsync();
            Assert.True(await store.FinishAsync(request.Id, Requests.Answer(), CancellationToken.None));
            await store.DisposeAsync();
        }

        Assert.Equal(Migration.All().Count, await PostgresServer.ScalarAsync<long>(_database, "SELECT count(*) FROM drpc.schema_version"));
    }

    [Fact]
    public async Task Open_OlderVersion_MigratesAndKeepsWhatIsThere()
    {
        var id = RequestId.New();
        await MigrateAsync([Migration.All()[0]]);
        await PostgresServer.ExecuteAsync(_database, $"""
            INSERT INTO drpc.requests (id, owner, claim, status, callback, submitted, expires, function, argument)
            VALUES ('{id}', 0, '{id}', 0, 0, '2026-03-01 12:00:00Z', '2026-03-01 12:00:30Z', 'exclaim', 'a')
            """);

        await using var store = await Stores.OpenAsync(_database);

        Assert.Equal(Migration.All().Count, await PostgresServer.ScalarAsync<int>(_database, "SELECT max(version) FROM drpc.schema_version"));
        var taken = Assert.Single(await store.TakeOverAsync(10, CancellationToken.None));
        Assert.Equal(new NewRequest(id, "exclaim", "a", Requests.At(0), Requests.At(30)), taken.Request);
    }

    [Fact]
    public async Task Open_NewerVersion_IsRefusedAndLeftAlone()
    {
        var newer = Migration.All()[^1].Version + 1;
        await MigrateAsync([.. Migration.All(), new Migration(newer, "CREATE TABLE of_a_newer_build (id integer)")]);

        var refusal = await Stores.RefusedAsync(() => Stores.OpenAsync(_database));

        Assert.Contains($"version {newer}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"up to version {newer - 1}. Start the newer build", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(newer, await PostgresServer.ScalarAsync<int>(_database, "SELECT max(version) FROM drpc.schema_version"));
    }

    [Fact]
    public async Task Open_FailingMigration_ChangesNothing()
    {
        await Stores.RefusedAsync(() => MigrateAsync([.. Migration.All(), new Migration(Migration.All().Count + 1, "CREATE TABLE t (id integer); SELECT 1 / 0")]));

        Assert.Equal(0, await PostgresServer.ScalarAsync<long>(_database, "SELECT count(*) FROM pg_namespace WHERE nspname = 'drpc'"));
        await (await Stores.OpenAsync(_database)).DisposeAsync();
    }

    [Fact]
    public async Task Open_OtherSchemas_AreApart()
    {
        await using var one = Stores.New(_database, "one");
        await using var two = Stores.New(_database, "two");
        await one.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(5), CancellationToken.None);
        await two.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(5), CancellationToken.None);

        var request = await one.AddAsync();

        Assert.Null(await two.GetAsync(request.Id, CancellationToken.None));
        Assert.Equal([request.Id], await one.ListIdsAsync(new RequestFilter()));
    }

    [Fact]
    public async Task Open_UserWithoutRights_IsToldWhichAreMissing()
    {
        var user = $"u{Guid.NewGuid():N}";
        await PostgresServer.ExecuteAsync(_database, $"CREATE ROLE {user} LOGIN");

        var refusal = await Stores.RefusedAsync(() => Stores.OpenAsync($"{_database};Username={user}"));

        Assert.Contains($"does not allow user '{user}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("schema 'drpc'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_UserWithRightsToTheSchemaAlone_Works()
    {
        var user = $"u{Guid.NewGuid():N}";
        await PostgresServer.ExecuteAsync(_database, $"CREATE ROLE {user} LOGIN; CREATE SCHEMA drpc AUTHORIZATION {user}");

        await using var store = await Stores.OpenAsync($"{_database};Username={user}");

        await store.AddAsync();
    }

    private async Task MigrateAsync(IReadOnlyList<Migration> migrations)
    {
        await using var database = new PostgresDatabase(new PostgresRequestStoreOptions { ConnectionString = _database });
        await new PostgresSchema(database, migrations).MigrateAsync(CancellationToken.None);
    }
}
