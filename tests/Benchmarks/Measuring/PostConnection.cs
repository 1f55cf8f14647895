using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansDrpc.Benchmarks;

/// <summary>A connection that posts one argument to a path again and again and looks at no more of the answers than that they are 202, and whole.</summary>
internal sealed class PostConnection : IDisposable
{
    private const string Argument = "\"hello\"";
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[8192];

    private PostConnection(EndPoint server, string path) => _request = Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: {server}\r\nContent-Type: application/json\r\nContent-Length: {Argument.Length}\r\n\r\n{Argument}");

    public static async Task<PostConnection[]> OpenAsync(EndPoint server, string path, int count)
    {
        var connections = Enumerable.Range(0, count).Select(_ => new PostConnection(server, path)).ToArray();
        foreach (var connection in connections)
        {
            await connection._socket.ConnectAsync(server);
        }

        return connections;
    }

    public async Task CallAsync()
    {
        await _socket.SendAsync(_request);
        var read = 0;
        do
        {
            var more = await _socket.ReceiveAsync(_buffer.AsMemory(read));
            read += more > 0 ? more : throw new IOException("The server closed the connection.");
        }
        while (!IsWhole(_buffer.AsSpan(0, read)));

        if (!_buffer.AsSpan().StartsWith("HTTP/1.1 202 "u8))
        {
            throw new IOException($"Unexpected response: {Encoding.ASCII.GetString(_buffer, 0, read)}");
        }
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> response)
    {
        var head = response.IndexOf("\r\n\r\n"u8);
        var length = response.IndexOf("Content-Length: "u8);
        if (head < 0)
        {
            return false;
        }

        if (length < 0)
        {
            throw new IOException($"A response without a length: {Encoding.ASCII.GetString(response)}");
        }

        var digits = response[(length + "Content-Length: ".Length)..];
        return response.Length == head + 4 + int.Parse(digits[..digits.IndexOf((byte)'\r')], provider: null);
    }
}
