namespace OrleansDrpc.ClientApi;

/// <summary>The servers that a command calls functions of.</summary>
/// <param name="client">Calls them.</param>
/// <param name="connections">What the client runs on, for its end.</param>
internal sealed class CallTarget(IDrpcClient client, IDisposable connections) : IDisposable
{
    public IDrpcClient Client { get; } = client;

    public void Dispose() => connections.Dispose();
}
