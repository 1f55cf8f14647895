using System.Globalization;

namespace OrleansDrpc.ClientApi;

/// <summary>Where a list goes on: behind a request, which need not exist any more.</summary>
internal static class RequestCursor
{
    private const char Between = '-';

    public static string Of(DateTimeOffset submitted, RequestId id) => $"{submitted.UtcTicks.ToString(CultureInfo.InvariantCulture)}{Between}{id}";

    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>.</exception>
    public static (DateTimeOffset Submitted, RequestId Id) Read(string text)
    {
        var parts = text.Split(Between);
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(parts[1], "N", out var id)
                ? (new DateTimeOffset(ticks, TimeSpan.Zero), new RequestId(id))
                : throw RequestRefusals.Bad($"before is '{text}'; take it from 'next' of the list before.");
    }
}
