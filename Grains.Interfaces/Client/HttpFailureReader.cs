using System.Net;
using System.Text;
using System.Text.Json;

namespace OrleansDrpc;

/// <summary>Makes a failure again of a front door's answer.</summary>
internal static class HttpFailureReader
{
    public static DrpcFailure Read(HttpResponseMessage response, byte[] body)
    {
        var problem = Parse(body);
        var code = Text(problem, "code") is { } name && Enum.TryParse<DrpcFailureCode>(name, out var known) ? known : CodeOf(response.StatusCode);
        var message = Text(problem, "detail") ?? Text(problem, "errorMessage")
            ?? $"The front door answered {(int)response.StatusCode} {response.ReasonPhrase}: {Encoding.UTF8.GetString(body)}";
        return new DrpcFailure(code, message, IdOf(response), Text(problem, "stage"), response.Headers.RetryAfter?.Delta);
    }

    private static RequestId? IdOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(DrpcHttpClient.RequestIdHeader, out var ids) && Guid.TryParseExact(ids.First(), "N", out var id)
            ? new RequestId(id)
            : null;

    // Whatever stands between may answer with something else than the front door does.
    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static DrpcFailureCode CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => DrpcFailureCode.UnknownFunction,
        HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => DrpcFailureCode.BadArgument,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => DrpcFailureCode.NotAuthorized,
        HttpStatusCode.GatewayTimeout => DrpcFailureCode.TimedOut,
        HttpStatusCode.BadGateway => DrpcFailureCode.SiloLost,
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => DrpcFailureCode.Overloaded,
        _ => DrpcFailureCode.FunctionFailed,
    };
}
