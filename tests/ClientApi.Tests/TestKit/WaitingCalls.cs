using System.Net;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Calls of <c>execute</c>, each on a connection of its own, that wait for their answers all at once.</summary>
internal sealed class WaitingCalls : IDisposable
{
    private const int AtOnce = 32;
    private readonly RawThrift[] _connections;

    private WaitingCalls(int count) => _connections = new RawThrift[count];

    /// <param name="server">Where to.</param>
    /// <param name="function">Of which function.</param>
    /// <param name="count">How many.</param>
    /// <param name="argument">The argument of each.</param>
    public static async Task<WaitingCalls> SendAsync(IPEndPoint server, string function, int count, Func<int, string> argument)
    {
        var calls = new WaitingCalls(count);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            calls._connections[number] = await RawThrift.ConnectAsync(server);
            await calls._connections[number].SendAsync(RawThrift.Frame(output => ExecuteCall.Write(output, number, function, argument(number))));
        }).Within($"{count} connections");
        return calls;
    }

    /// <summary>Every call's reply, in order.</summary>
    public Task<ExecuteReply[]> RepliesAsync() => Task.WhenAll(_connections.Select(connection => connection.ReadAsync(ExecuteReply.Read)));

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection?.Dispose();
        }
    }
}
