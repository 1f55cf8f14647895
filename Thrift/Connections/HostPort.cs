using System.Globalization;
using System.Net;

namespace OrleansDrpc.Thrift;

/// <summary>Reads and writes HOST:PORT: a name, an IPv4 address or an IPv6 address in brackets, and a port from 1 to 65535.</summary>
internal static class HostPort
{
    /// <returns>Null: it is no such text.</returns>
    public static DnsEndPoint? Read(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
            && ReadHost(text[..colon]) is { } host
                ? new DnsEndPoint(host, port)
                : null;
    }

    /// <summary>What <see cref="Read"/> reads.</summary>
    public static string Text(DnsEndPoint server) =>
        server.Host.Contains(':', StringComparison.Ordinal) ? $"[{server.Host}]:{server.Port}" : $"{server.Host}:{server.Port}";

    // Without brackets nobody can tell where an IPv6 address ends and its port begins.
    private static string? ReadHost(string text) => Uri.CheckHostName(text) switch
    {
        UriHostNameType.Dns or UriHostNameType.IPv4 => text,
        UriHostNameType.IPv6 when text.StartsWith('[') => text[1..^1],
        _ => null,
    };
}
