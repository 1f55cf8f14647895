using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// A socket on which the front door listens. It is taken before the host starts, so that a port in use is one plain sentence and no
/// silo joins a cluster in vain.
/// </summary>
/// <param name="address">Where.</param>
/// <param name="port">0: a free one.</param>
/// <param name="option">The beginning of the options' names, as in <c>--http-port</c> and <c>--http-address</c>: <c>http</c>.</param>
internal sealed class ListenSocket(IPAddress address, int port, string option) : IDisposable
{
    // A peer that is gone without a word (a machine without power) is noticed within a minute.
    private const int KeepAliveSeconds = 30;
    private const int KeepAliveRetrySeconds = 10;
    private const int KeepAliveRetries = 3;

    private Socket? _socket;

    /// <summary>Where it listens, once it does: with the port that it got.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)Listening.LocalEndPoint!;

    /// <summary>For the server, which listens once more and so only changes the length of the queue.</summary>
    public Socket Listening => _socket ?? throw new InvalidOperationException("The socket does not listen yet.");

    /// <exception cref="StartException">The address or the port cannot be had.</exception>
    public void Listen()
    {
        var endPoint = new IPEndPoint(address, port);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            KeepAlive(socket);
            socket.Bind(endPoint);
            socket.Listen();
            _socket = socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new StartException(StartException.Failed, Explain(endPoint, e), e);
        }
    }

    public void Dispose() => _socket?.Dispose();

    // Accepted connections inherit it.
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveRetrySeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveRetries);
    }

    private string Explain(IPEndPoint endPoint, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"Port {endPoint.Port} of {endPoint.Address} is in use. Stop the process that has it, or choose another: --{option}-port PORT, or --{option}-port 0 for a free one.",
        SocketError.AddressNotAvailable =>
            $"This machine has no address {endPoint.Address}. Choose one that it has: --{option}-address 127.0.0.1, or 0.0.0.0 for all of them.",
        SocketError.AccessDenied =>
            $"Port {endPoint.Port} of {endPoint.Address} is not allowed to this user. Choose one above 1023: --{option}-port PORT.",
        _ => $"The front door cannot listen on {endPoint}: {e.Message}.",
    };
}
