using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.Hosting.Tests;

/// <summary>A port that nobody else gets between two servers that listen on it; while none does, connections are refused.</summary>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _socket;

    public ReservedPort() => _socket = Bind(0);

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public string Address => $"127.0.0.1:{Number}";

    public Socket Listen()
    {
        var socket = Bind(Number);
        socket.Listen();
        return socket;
    }

    public void Dispose() => _socket.Dispose();

    private static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }
}
