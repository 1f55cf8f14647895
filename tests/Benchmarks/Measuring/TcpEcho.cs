using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.Benchmarks;

/// <summary>A server that answers every so many bytes with so many others, and does nothing else: the floor of any round trip over TCP.</summary>
internal sealed class TcpEcho : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);

    private TcpEcho()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public EndPoint EndPoint => _listener.LocalEndPoint!;

    public static TcpEcho Start(int requestLength, byte[] response)
    {
        var echo = new TcpEcho();
        _ = echo.AcceptAsync(requestLength, response);
        return echo;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(int requestLength, byte[] response)
    {
        while (true)
        {
            _ = AnswerAsync(await _listener.AcceptAsync(), requestLength, response);
        }
    }

    private static async Task AnswerAsync(Socket connection, int requestLength, byte[] response)
    {
        using var closed = connection;
        connection.NoDelay = true;
        var request = new byte[requestLength];
        while (true)
        {
            for (var read = 0; read < requestLength;)
            {
                var more = await connection.ReceiveAsync(request.AsMemory(read));
                if (more == 0)
                {
                    return;
                }

                read += more;
            }

            await connection.SendAsync(response);
        }
    }
}
