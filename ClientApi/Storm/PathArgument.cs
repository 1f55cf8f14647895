using Microsoft.AspNetCore.Http.Features;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The argument in a path: everything behind <c>/drpc/{function}/</c>, with percent-escapes decoded once. It is taken from the path as
/// sent, because the server's own decoding leaves %2F alone and so cannot tell it from %252F.
/// </summary>
internal static class PathArgument
{
    public static string Of(HttpContext context, string function)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return Of(target, function) ?? (string?)context.Request.RouteValues["arguments"] ?? "";
    }

    /// <returns>Null: the target's path is not of that function as it stands (it has dot segments).</returns>
    internal static string? Of(string target, string function)
    {
        var path = PathOf(target);
        return path.StartsWith(StormRoutes.Prefix + "/", StringComparison.OrdinalIgnoreCase) && path.IndexOf('/', StormRoutes.Prefix.Length + 1) is var end
            ? ArgumentOf(path, StormRoutes.Prefix.Length + 1, end < 0 ? path.Length : end, function)
            : null;
    }

    private static string? ArgumentOf(string path, int start, int end, string function)
    {
        if (Uri.UnescapeDataString(path[start..end]) != function)
        {
            return null;
        }

        return end == path.Length ? "" : Uri.UnescapeDataString(path[(end + 1)..]);
    }

    // The target is a path, or for a proxy's sake a whole URL; the query is no part of the argument, as at Storm.
    private static string PathOf(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var whole = query < 0 ? target : target[..query];
        if (whole.StartsWith('/'))
        {
            return whole;
        }

        var host = whole.IndexOf("://", StringComparison.Ordinal);
        var path = host < 0 ? -1 : whole.IndexOf('/', host + "://".Length);
        return path < 0 ? "" : whole[path..];
    }
}
