using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.Thrift;

/// <summary>Where a server listens.</summary>
internal sealed record ServerAddress
{
    public ServerAddress(string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (!IsPort(port))
        {
            throw new ArgumentOutOfRangeException(nameof(port), port, "A server's port is from 1 to 65535.");
        }

        (Host, Port) = (host, port);
    }

    public string Host { get; }

    public int Port { get; }

    public static IEnumerable<ServerAddress> ParseAll(DrpcThriftClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Servers, "options.Servers");
        return [.. options.Servers.Select(server => Parse(server, options.Port))];
    }

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[address]</c> or <c>[address]:port</c>; an IPv6 address without brackets has no port.</summary>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public static ServerAddress Parse(string text, int defaultPort)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.LastIndexOf(':');
        var hasPort = colon >= 0 && (text.IndexOf(':') == colon || text[colon - 1] == ']');
        var host = hasPort ? text[..colon] : text;
        return new ServerAddress(host is ['[', .. var address, ']'] ? address : host, hasPort ? ReadPort(text, colon + 1) : defaultPort);
    }

    /// <exception cref="SocketException">A server without a name cannot be reached; the platform calls it a wrong argument.</exception>
    public DnsEndPoint ToEndPoint() => Host.Length > 0 ? new DnsEndPoint(Host, Port) : throw new SocketException((int)SocketError.HostNotFound);

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static int ReadPort(string text, int start) =>
        int.TryParse(text.AsSpan(start), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && IsPort(port)
            ? port
            : throw new ArgumentException($"The port of the server '{text}' must be from 1 to 65535.");

    private static bool IsPort(int port) => port is > IPEndPoint.MinPort and <= IPEndPoint.MaxPort;
}
