using System.Net;
using System.Text;

namespace OrleansDrpc.Benchmarks;

/// <summary>A connection that gets the same path again and again.</summary>
internal sealed class HttpConnection : RepeatingConnection
{
    private HttpConnection(EndPoint server, string path)
        : base(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server}\r\n\r\n"))
    {
    }

    public static async Task<HttpConnection[]> OpenAsync(EndPoint server, string path, string expected, int count)
    {
        var connections = Enumerable.Range(0, count).Select(_ => new HttpConnection(server, path)).ToArray();
        foreach (var connection in connections)
        {
            await connection.Socket.ConnectAsync(server);
            await connection.LearnAsync(expected);
        }

        return connections;
    }

    private async Task LearnAsync(string expected)
    {
        await Socket.SendAsync(Request);
        var response = "";
        while (!IsWhole(response))
        {
            var more = await Socket.ReceiveAsync(Buffer);
            response += Encoding.ASCII.GetString(Buffer, 0, more > 0 ? more : throw new IOException($"The server closed the connection after: {response}"));
        }

        if (!response.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) || !response.Contains(expected, StringComparison.Ordinal))
        {
            throw new IOException($"Unexpected response: {response}");
        }

        ResponseLength = response.Length;
    }

    protected override void Check(ReadOnlySpan<byte> response)
    {
        if (response[9] != (byte)'2')
        {
            throw new IOException($"The server answered {Encoding.ASCII.GetString(response[..32])}.");
        }
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
