using System.Net;

namespace OrleansDrpc.Benchmarks;

/// <summary>A connection that sends the same bytes again and again, and gets the same bytes each time.</summary>
internal sealed class FrameConnection : RepeatingConnection
{
    private readonly byte[] _response;

    private FrameConnection(byte[] request, byte[] response)
        : base(request) => (_response, ResponseLength) = (response, response.Length);

    public static async Task<FrameConnection[]> OpenAsync(EndPoint server, byte[] request, byte[] response, int count)
    {
        var connections = Enumerable.Range(0, count).Select(_ => new FrameConnection(request, response)).ToArray();
        foreach (var connection in connections)
        {
            await connection.Socket.ConnectAsync(server);
            await connection.CallAsync();
        }

        return connections;
    }

    protected override void Check(ReadOnlySpan<byte> response)
    {
        if (!response.SequenceEqual(_response))
        {
            throw new IOException($"Unexpected response: {Convert.ToHexString(response)}");
        }
    }
}
