namespace OrleansDrpc.ClientApi;

/// <summary>The servers that a command calls functions of, behind the client for their protocol.</summary>
internal sealed class CallTarget : IAsyncDisposable
{
    private readonly IAsyncDisposable _connections;

    private CallTarget(IDrpcClient client, IAsyncDisposable connections) => (Client, _connections) = (client, connections);

    public IDrpcClient Client { get; }

    /// <param name="client">Is disposed of with the target.</param>
    public static CallTarget Of<TClient>(TClient client)
        where TClient : IDrpcClient, IAsyncDisposable => new(client, client);

    public ValueTask DisposeAsync() => _connections.DisposeAsync();
}
