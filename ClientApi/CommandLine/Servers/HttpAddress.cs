using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>Reads where a front door is over HTTP: a URL or HOST:PORT.</summary>
internal static class HttpAddress
{
    /// <returns>Ends with a slash, so that paths can be appended. Null: it is no such text.</returns>
    public static Uri? Read(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return HostPort.Read(text) is { } server ? new UriBuilder(Uri.UriSchemeHttp, server.Host, server.Port).Uri : null;
        }

        var isHttp = Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
        return isHttp && url!.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0 && url.Port > 0
            ? new Uri(url.AbsoluteUri.TrimEnd('/') + "/")
            : null;
    }
}
