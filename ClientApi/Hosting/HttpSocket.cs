using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The socket on which the front door listens. It is taken before the host starts, so that a port in use is one plain sentence and no
/// silo joins a cluster in vain.
/// </summary>
internal sealed class HttpSocket(IOptions<FrontDoorOptions> options) : IDisposable
{
    private Socket? _socket;

    /// <summary>Where it listens, once it does: with the port that it got.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)Listening.LocalEndPoint!;

    /// <summary>For the server, which listens once more and so only changes the length of the queue.</summary>
    public Socket Listening => _socket ?? throw new InvalidOperationException("The socket does not listen yet.");

    /// <exception cref="StartException">The address or the port cannot be had.</exception>
    public void Listen()
    {
        _ = FrontDoorOptionsValidator.TryParseAddress(options.Value.HttpAddress, out var address);
        var endPoint = new IPEndPoint(address, options.Value.HttpPort);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

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

    private static string Explain(IPEndPoint endPoint, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"Port {endPoint.Port} of {endPoint.Address} is in use. Stop the process that has it, or choose another: --http-port PORT, or --http-port 0 for a free one.",
        SocketError.AddressNotAvailable =>
            $"This machine has no address {endPoint.Address}. Choose one that it has: --http-address 127.0.0.1, or 0.0.0.0 for all of them.",
        SocketError.AccessDenied =>
            $"Port {endPoint.Port} of {endPoint.Address} is not allowed to this user. Choose one above 1023: --http-port PORT.",
        _ => $"The front door cannot listen on {endPoint}: {e.Message}.",
    };
}
