using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.Tests;

/// <summary>Ports for servers that cannot be told to take a free one themselves.</summary>
internal static class FreePort
{
    // Under those that systems give to outgoing connections, one of which could take the port before its server does.
    private const int First = 10_000;
    private const int End = 22_000;

    /// <summary>One that nobody uses on the loopback address.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
