using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A port that refuses connections, and that nobody else gets meanwhile.</summary>
internal sealed class DeadPort : IDisposable
{
    private readonly Socket _bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public DeadPort() => _bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public Uri Address => new($"http://{_bound.LocalEndPoint}/");

    public void Dispose() => _bound.Dispose();
}
