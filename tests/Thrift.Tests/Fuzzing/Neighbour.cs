using System.Net;

namespace OrleansDrpc.Thrift.Tests;

/// <summary>An honest client on one connection that never breaks, or its next call fails.</summary>
internal sealed class Neighbour : IAsyncDisposable
{
    private readonly ThriftConnection _connection;

    private Neighbour(ThriftConnection connection) => _connection = connection;

    public static async Task<Neighbour> ConnectAsync(IPEndPoint server) => new(await ThriftConnection.ConnectAsync(
        new DnsEndPoint(server.Address.ToString(), server.Port), 1 << 20, CancellationToken.None).Within("the neighbour's connection"));

    /// <summary>Makes a call, which must have this answer.</summary>
    public async Task CallAsync(string function, string argument, string answer)
    {
        ExecuteCall.Write(_connection.Output, _connection.NextSequenceId(), function, argument);
        await _connection.FlushAsync(CancellationToken.None);
        var reply = await _connection.ReadReplyAsync(ExecuteReply.Read, CancellationToken.None);
        Assert.Equal(new ExecuteReply(answer, null, null), reply);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
