using System.Net.Sockets;
using System.Text;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Requests to the byte, which no HTTP library tidies up.</summary>
internal static class RawHttp
{
    /// <summary>Sends the text over a connection of its own and reads until the server closes it.</summary>
    public static async Task<string> SendAsync(Uri address, string request)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port).Within("a connection");
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync().Within($"the answer to {request.Split('\r')[0]}");
    }

    /// <summary>GETs a target as it is.</summary>
    public static Task<string> GetAsync(Uri address, string target) =>
        SendAsync(address, $"GET {target} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n");

    public static string Body(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    public static int Status(string answer) => int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
}
