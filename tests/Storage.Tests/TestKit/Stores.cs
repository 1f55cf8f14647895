using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansDrpc.Storage.Tests;

/// <summary>Stores in PostgreSQL for tests.</summary>
internal static class Stores
{
    public static PostgresRequestStore New(string connectionString, string schema = "drpc", TimeSpan? startLimit = null) => new(
        new PostgresRequestStoreOptions { ConnectionString = connectionString, Schema = schema, StartLimit = startLimit ?? TimeSpan.Zero },
        TimeProvider.System,
        NullLogger<PostgresRequestStore>.Instance);

    /// <summary>A front door's store, with a lease of 5 minutes.</summary>
    public static async Task<PostgresRequestStore> OpenAsync(string connectionString, TimeSpan? lease = null)
    {
        var store = New(connectionString);
        await store.OpenAsync(OwnerId.New(), lease ?? TimeSpan.FromMinutes(5), CancellationToken.None).Within("the store to open");
        return store;
    }

    /// <summary>A call that must be refused within seconds.</summary>
    public static async Task<RequestStoreException> RefusedAsync(Func<Task> call)
    {
        var started = TimeProvider.System.GetTimestamp();
        var refusal = await Assert.ThrowsAsync<RequestStoreException>(call).Within("a call to be refused");
        var took = TimeProvider.System.GetElapsedTime(started);
        Assert.True(took < TimeSpan.FromSeconds(15), $"It took {took} to refuse a call: {refusal.Message}");
        return refusal;
    }
}
