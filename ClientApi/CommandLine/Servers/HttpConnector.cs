using System.Net.Sockets;

namespace OrleansDrpc.ClientApi;

/// <summary>Makes connections to front doors.</summary>
internal static class HttpConnector
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    // No proxy: a proxy's answer would hide whether the front door was reached.
    public static SocketsHttpHandler CreateHandler() => new() { UseProxy = false, AllowAutoRedirect = false, ConnectCallback = ConnectAsync };

    // The handler's own limit on connecting ends as a timeout of the call, which may have run.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ConnectLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new SocketException((int)SocketError.TimedOut, $"no connection within {ConnectLimit.TotalSeconds} s");
            }

            throw;
        }
    }
}
