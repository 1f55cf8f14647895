using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>The sockets on which the front door listens; null: that listener is off.</summary>
internal sealed class ListenSockets : IDisposable
{
    public ListenSockets(IOptions<FrontDoorOptions> options)
    {
        var o = options.Value;
        Http = Of(o.HttpAddress, o.HttpPort, "http");
        Clients = Of(o.ThriftAddress, o.ThriftPort, "thrift");
        Workers = Of(o.InvocationsAddress, o.InvocationsPort, "invocations");
    }

    /// <summary>For HTTP.</summary>
    public ListenSocket? Http { get; }

    /// <summary>For Storm's Thrift clients (DistributedRPC).</summary>
    public ListenSocket? Clients { get; }

    /// <summary>For Storm's Thrift workers (DistributedRPCInvocations).</summary>
    public ListenSocket? Workers { get; }

    private IEnumerable<ListenSocket> All => new[] { Http, Clients, Workers }.OfType<ListenSocket>();

    /// <exception cref="StartException">An address or a port cannot be had.</exception>
    public void Listen()
    {
        foreach (var socket in All)
        {
            socket.Listen();
        }
    }

    public void Dispose()
    {
        foreach (var socket in All)
        {
            socket.Dispose();
        }
    }

    private static ListenSocket? Of(string address, int port, string option)
    {
        _ = FrontDoorOptionsValidator.TryParseAddress(address, out var parsed);
        return port < 0 ? null : new ListenSocket(parsed, port, option);
    }
}
