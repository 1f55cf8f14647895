[assembly: AssemblyFixture(typeof(OrleansDrpc.Storage.Tests.SharedPostgres))]

namespace OrleansDrpc.Storage.Tests;

/// <summary>One server for all tests that leave it running; started by the first of them.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(PostgresServer.StartNewAsync);

    /// <summary>The server. Skips the test where there is none.</summary>
    public async Task<PostgresServer> GetAsync()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        return await _server.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
