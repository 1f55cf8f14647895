using System.Net;

namespace OrleansDrpc.ClientApi;

/// <summary>Servers that are called over Thrift.</summary>
internal static class ThriftServerList
{
    // As over HTTP: a caller that names no timeout waits for ten minutes, and each caller has its own connection.
    public static DrpcThriftClient CreateClient(IReadOnlyList<DnsEndPoint> servers) => new(new DrpcThriftClientOptions
    {
        Servers = [.. servers.Select(Text)],
        CallTimeout = HttpServers.LongestWait,
        MaxConnectionsPerServer = int.MaxValue,
    });

    private static string Text(DnsEndPoint server) => server.Host.Contains(':') ? $"[{server.Host}]:{server.Port}" : $"{server.Host}:{server.Port}";
}
