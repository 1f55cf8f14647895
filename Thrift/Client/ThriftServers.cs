using System.Net.Sockets;

namespace OrleansDrpc.Thrift;

/// <summary>The servers of a client.</summary>
internal sealed class ThriftServers(ThriftServer[] servers) : IDisposable
{
    /// <summary>Sends a call to the first server that can be reached.</summary>
    /// <exception cref="DrpcException">No server can be reached, or the call failed.</exception>
    public async Task<ExecuteReply> ExecuteAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        List<(ThriftServer Server, SocketException Cause)>? unreached = null;
        foreach (var server in InOrder())
        {
            try
            {
                return await server.ExecuteAsync(call, cancellationToken);
            }
            catch (SocketException e)
            {
                (unreached ??= []).Add((server, e));
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw NoServer(call, unreached!);
    }

    public void Dispose()
    {
        foreach (var server in servers)
        {
            server.Dispose();
        }
    }

    // At random, so that the load is shared; servers with a connection to spare first, those that could not be reached just now last.
    private ThriftServer[] InOrder()
    {
        if (servers.Length == 1)
        {
            return servers;
        }

        ThriftServer[] order = [.. servers];
        Random.Shared.Shuffle(order);
        return [.. order.OrderBy(server => server.IsAvoided).ThenBy(server => server.IsFull)];
    }

    private static DrpcException NoServer(OutgoingCall call, List<(ThriftServer Server, SocketException Cause)> unreached)
    {
        var each = string.Join("; ", unreached.Select(one => $"{one.Server.Address}: {one.Cause.Message}"));
        var message = $"The call of '{call.Function}' was not sent, because no server can be reached. Start one of them, or name others. {each}";
        return new DrpcException(DrpcFailureCode.SiloLost, message, new NoServerException(message, unreached[0].Cause));
    }
}
