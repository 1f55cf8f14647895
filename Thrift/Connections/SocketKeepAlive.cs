using System.Net.Sockets;

namespace OrleansDrpc.Thrift;

/// <summary>Makes the system ask idle peers whether they are still there, so that a read does not wait for ever for one that has vanished.</summary>
internal static class SocketKeepAlive
{
    private const int IdleSeconds = 15;
    private const int IntervalSeconds = 5;
    private const int Probes = 3;

    public static void KeepAlive(this Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, IntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }
}
