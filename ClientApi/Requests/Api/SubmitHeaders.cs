namespace OrleansDrpc.ClientApi;

/// <summary>What a submit says in its headers.</summary>
/// <param name="Key">The submitter's name for the request; null: none.</param>
/// <param name="Callback">Where the outcome is to be posted; null: nowhere.</param>
internal sealed record SubmitHeaders(string? Key, string? Callback)
{
    public const string KeyHeader = "Idempotency-Key";
    public const string CallbackHeader = "Drpc-Callback";

    private const int LongestKey = 255;
    private const int LongestUrl = 2000;

    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>.</exception>
    public static SubmitHeaders Read(HttpRequest request, RequestsOptions options) => new(ReadKey(request), ReadCallback(request, options));

    public static bool HasKey(HttpRequest request) => request.Headers.ContainsKey(KeyHeader);

    private static string? ReadKey(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(KeyHeader, out var values))
        {
            return null;
        }

        var key = values.Count == 1 ? values.ToString().Trim() : "";
        return key.Length is > 0 and <= LongestKey && key.All(char.IsAscii)
            ? key
            : throw RequestRefusals.Bad($"The header {KeyHeader} must be given once and have 1 to {LongestKey} ASCII characters.");
    }

    private static string? ReadCallback(HttpRequest request, RequestsOptions options)
    {
        if (!request.Headers.TryGetValue(CallbackHeader, out var values))
        {
            return null;
        }

        if (options.CallbackSecret == "")
        {
            throw RequestRefusals.Bad(
                $"This front door delivers nothing to callbacks, because it has no secret to sign it with; set {RequestsOptions.Section}:{nameof(RequestsOptions.CallbackSecret)}.");
        }

        var text = values.Count == 1 ? values.ToString() : "";
        return text.Length <= LongestUrl
            && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.UserInfo.Length == 0
                ? url.AbsoluteUri
                : throw RequestRefusals.Bad(
                    $"The header {CallbackHeader} is '{text}'; it must be one absolute http or https URL of at most {LongestUrl} characters, without user information.");
    }
}
