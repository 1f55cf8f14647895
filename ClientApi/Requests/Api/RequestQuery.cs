using System.Globalization;

namespace OrleansDrpc.ClientApi;

/// <summary>Reads what requests to the API say in their paths and queries.</summary>
internal static class RequestQuery
{
    public const string IdParameter = "id";
    private const int DefaultLimit = 100;
    private const int LargestLimit = 1000;
    private const double LongestWait = 300;

    /// <exception cref="RefusedException">There cannot be such a request.</exception>
    public static RequestId Id(HttpContext context, Func<string, RefusedException> refuse)
    {
        var text = (string)context.Request.RouteValues[IdParameter]!;
        return Guid.TryParseExact(text, "N", out var id) ? new RequestId(id) : throw refuse(text);
    }

    public static string? Text(HttpContext context, string name) => context.Request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>.</exception>
    public static int Limit(HttpContext context) => Text(context, "limit") is not { } text ? DefaultLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= LargestLimit ? limit
        : throw RequestRefusals.Bad($"limit is '{text}'; it must be 1 to {LargestLimit}.");

    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>.</exception>
    public static TimeSpan Wait(HttpContext context) => Text(context, "wait") is not { } text ? TimeSpan.Zero
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= LongestWait
            ? TimeSpan.FromSeconds(seconds)
            : throw RequestRefusals.Bad($"wait is '{text}'; it must be 0 to {LongestWait} seconds.");
}
