namespace OrleansDrpc.ClientApi;

/// <summary>Calls functions through whichever front door can be reached. Thread-safe.</summary>
/// <param name="servers">Are disposed of with the client.</param>
internal sealed class HttpFailoverClient(HttpServers servers) : IDrpcClient, IAsyncDisposable
{
    public Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        servers.AskAsync(http => new DrpcHttpClient(http).ExecuteAsync(function, argument, options, cancellationToken));

    public Task<string> ExecuteAsync(string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        servers.AskAsync(http => new DrpcHttpClient(http).ExecuteAsync(function, argument, options, cancellationToken));

    public Task<PartialAnswer<TResult>> ExecutePartialAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        servers.AskAsync(http => new DrpcHttpClient(http).ExecutePartialAsync(function, argument, options, cancellationToken));

    public Task<PartialAnswer<string>> ExecutePartialAsync(
        string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        servers.AskAsync(http => new DrpcHttpClient(http).ExecutePartialAsync(function, argument, options, cancellationToken));

    public ValueTask DisposeAsync()
    {
        servers.Dispose();
        return default;
    }
}
