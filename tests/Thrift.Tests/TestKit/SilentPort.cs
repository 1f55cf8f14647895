using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.Thrift.Tests;

/// <summary>A port that neither accepts connections nor refuses them: the system lets callers wait when a server's queue is full.</summary>
internal sealed class SilentPort : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _filler = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private SilentPort()
    {
        _server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _server.Listen(0);
    }

    public int Number => ((IPEndPoint)_server.LocalEndPoint!).Port;

    public static async Task<SilentPort> OpenAsync()
    {
        var port = new SilentPort();
        await port._filler.ConnectAsync(IPAddress.Loopback, port.Number).Within("the only place in the queue");
        return port;
    }

    public void Dispose()
    {
        _filler.Dispose();
        _server.Dispose();
    }
}
