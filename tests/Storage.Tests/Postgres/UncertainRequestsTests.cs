namespace OrleansDrpc.Storage.Tests;

public sealed class UncertainRequestsTests(SharedPostgres postgres)
{
    [Fact]
    public async Task GiveUp_RequestNobodyHeardOf_IsHandedOutOnce()
    {
        var connectionString = await (await postgres.GetAsync()).CreateDatabaseAsync();
        await using var store = await Stores.OpenAsync(connectionString);
        await using var database = new PostgresDatabase(new PostgresRequestStoreOptions { ConnectionString = connectionString });
        var unheard = await store.AddAsync();
        var heard = await store.AddAsync();
        var claim = await PostgresServer.ScalarAsync<Guid>(connectionString, $"SELECT claim FROM drpc.requests WHERE id = '{unheard.Id}'");
        var uncertain = new UncertainRequests(database);
        uncertain.Add([unheard.Id.Value, RequestId.New().Value], claim);

        await uncertain.GiveUpAsync(CancellationToken.None);
        Assert.False(await store.FinishAsync(unheard.Id, Requests.Answer(), CancellationToken.None));
        Assert.Equal(unheard.Id, Assert.Single(await store.TakeOverAsync(10, CancellationToken.None)).Request.Id);

        // The next round must not take away what somebody knows of now.
        await uncertain.GiveUpAsync(CancellationToken.None);
        Assert.Empty(await store.TakeOverAsync(10, CancellationToken.None));
        Assert.True(await store.FinishAsync(unheard.Id, Requests.Answer(), CancellationToken.None));
        Assert.True(await store.FinishAsync(heard.Id, Requests.Answer(), CancellationToken.None));
    }
}
