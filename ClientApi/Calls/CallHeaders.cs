using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace OrleansDrpc.ClientApi;

/// <summary>What a caller may say about a call in headers.</summary>
internal static class CallHeaders
{
    /// <summary>What <see cref="DrpcHttpClient.PriorityHeader"/> says of a request that goes after others.</summary>
    public const string Batch = "batch";

    private const string Interactive = "interactive";
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <summary>Reads the headers, and puts the request's id into the answer's.</summary>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>.</exception>
    public static CallOptions Take(HttpContext context)
    {
        var id = TakeId(context);
        var headers = context.Request.Headers;
        return new CallOptions
        {
            RequestId = id,
            Timeout = headers.TryGetValue(DrpcHttpClient.TimeoutHeader, out var timeout) ? ReadTimeout(timeout) : null,
            Priority = headers.TryGetValue(DrpcHttpClient.PriorityHeader, out var priority) ? ReadPriority(priority) : RequestPriority.Interactive,
        };
    }

    /// <summary>An answer in part says so.</summary>
    public static void TellCoverage(HttpContext context, double? coverage)
    {
        if (coverage is { } share)
        {
            context.Response.Headers[DrpcHttpClient.CoverageHeader] = share.ToString("0.####", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Every answer has an id, so that people can talk about it.</summary>
    public static RequestId Stamp(HttpContext context)
    {
        var id = RequestId.New();
        context.Response.Headers[DrpcHttpClient.RequestIdHeader] = id.ToString();
        return id;
    }

    private static RequestId TakeId(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(DrpcHttpClient.RequestIdHeader, out var text))
        {
            return Stamp(context);
        }

        if (text.Count == 1 && Guid.TryParseExact(text[0], "N", out var guid))
        {
            var id = new RequestId(guid);
            context.Response.Headers[DrpcHttpClient.RequestIdHeader] = id.ToString();
            return id;
        }

        Stamp(context);
        throw Bad(DrpcHttpClient.RequestIdHeader, text, "32 hexadecimal digits, or left out for a fresh id");
    }

    private static TimeSpan ReadTimeout(StringValues text)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        if (text.Count == 1 && double.TryParse(text[0], Style, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            && TimeSpan.FromSeconds(Math.Min(seconds, LongestTimeout.TotalSeconds)) is var timeout && timeout > TimeSpan.Zero)
        {
            return timeout;
        }

        throw Bad(DrpcHttpClient.TimeoutHeader, text, "seconds, over zero, such as 1.5");
    }

    private static RequestPriority ReadPriority(StringValues text) => text.ToString().Trim().ToLowerInvariant() switch
    {
        Interactive => RequestPriority.Interactive,
        Batch => RequestPriority.Batch,
        _ => throw Bad(DrpcHttpClient.PriorityHeader, text, $"'{Interactive}' or '{Batch}'"),
    };

    private static DrpcException Bad(string header, StringValues text, string expected) =>
        new(DrpcFailureCode.BadArgument, $"The header {header} is '{text}'; it must be {expected}.");
}
