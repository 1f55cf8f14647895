using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansDrpc.Benchmarks;

/// <summary>
/// A connection that sends one request again and again and does next to nothing with the responses, so that the server's work shows: after
/// the first response, which is checked, it counts bytes, because all are equally long.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[4096];
    private int _responseLength;

    private HttpConnection(EndPoint server, string path)
    {
        _request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server}\r\n\r\n");
    }

    public static async Task<HttpConnection[]> OpenAsync(EndPoint server, string path, string expected, int count)
    {
        var connections = Enumerable.Range(0, count).Select(_ => new HttpConnection(server, path)).ToArray();
        foreach (var connection in connections)
        {
            await connection._socket.ConnectAsync(server);
            await connection.LearnAsync(expected);
        }

        return connections;
    }

    public async Task GetAsync()
    {
        await _socket.SendAsync(_request);
        for (var read = 0; read < _responseLength;)
        {
            var more = await _socket.ReceiveAsync(_buffer.AsMemory(read));
            read += more > 0 ? more : throw new IOException("The server closed the connection.");
        }

        if (_buffer[9] != (byte)'2')
        {
            throw new IOException($"The server answered {Encoding.ASCII.GetString(_buffer, 0, 32)}.");
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task LearnAsync(string expected)
    {
        await _socket.SendAsync(_request);
        var response = "";
        while (!IsWhole(response))
        {
            var more = await _socket.ReceiveAsync(_buffer);
            response += Encoding.ASCII.GetString(_buffer, 0, more > 0 ? more : throw new IOException($"The server closed the connection after: {response}"));
        }

        if (!response.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) || !response.Contains(expected, StringComparison.Ordinal))
        {
            throw new IOException($"Unexpected response: {response}");
        }

        _responseLength = response.Length;
    }

    private static bool IsWhole(string response)
    {
        var end = response.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        const string Length = "Content-Length: ";
        var at = response.IndexOf(Length, StringComparison.Ordinal);
        return at >= 0
            ? response.Length == end + 4 + int.Parse(response[(at + Length.Length)..response.IndexOf('\r', at)], null)
            : response.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
    }
}
