using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace OrleansDrpc.Hosting;

/// <summary>Reads and writes <c>host:port</c>.</summary>
internal static class ServerAddress
{
    /// <summary>The parts of <see cref="DrpcServersOptions.Servers"/>, right or wrong.</summary>
    public static string[] Split(string? servers) => servers is null ? [] : servers.Split(',', StringSplitOptions.TrimEntries);

    /// <param name="text">A name, an IPv4 address or an IPv6 address in brackets; a colon; a port from 1 to 65,535.</param>
    /// <param name="address">What it says.</param>
    public static bool TryParse(string text, [MaybeNullWhen(false)] out DnsEndPoint address)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        address = Uri.CheckHostName(host) != UriHostNameType.Unknown
            && !(host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('['))
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > IPEndPoint.MinPort and <= IPEndPoint.MaxPort
            ? new DnsEndPoint(host.Trim('[', ']'), port)
            : null;
        return address is not null;
    }

    public static string Text(this DnsEndPoint address) =>
        address.Host.Contains(':', StringComparison.Ordinal) ? $"[{address.Host}]:{address.Port}" : $"{address.Host}:{address.Port}";
}
