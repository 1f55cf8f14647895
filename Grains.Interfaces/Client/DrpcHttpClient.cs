using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace OrleansDrpc;

/// <summary>
/// Calls functions through a front door over HTTP (<c>/v1/functions/{name}/invoke</c>, and <c>/drpc/{name}</c> for text). Thread-safe.
/// </summary>
/// <param name="http">
/// A client whose base address is the front door's. Its own timeout should be longer than the functions' deadlines.
/// The caller owns and disposes of it.
/// </param>
public sealed class DrpcHttpClient(HttpClient http) : IDrpcClient
{
    /// <summary>Says how long the caller waits: seconds with a fraction, as in <c>1.5</c>.</summary>
    public const string TimeoutHeader = "Drpc-Timeout";

    /// <summary>The request's id, in every answer.</summary>
    public const string RequestIdHeader = "Drpc-Request-Id";

    /// <inheritdoc/>
    public async Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        using var content = JsonContent.Create(argument, options: DrpcJson.Options);
        using var response = await PostAsync($"v1/functions/{Escape(function.Name)}/invoke", content, options, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<TResult>(DrpcJson.Options, cancellationToken);
        return answer!;
    }

    /// <inheritdoc/>
    public async Task<string> ExecuteAsync(string function, string argument, CallOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(argument);
        using var content = new StringContent(argument, Encoding.UTF8, "text/plain");
        using var response = await PostAsync($"drpc/{Escape(function)}", content, options, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    private static string Escape(string name) => Uri.EscapeDataString(name);

    private async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, CallOptions? options, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (options?.Timeout is { } timeout)
        {
            request.Headers.Add(TimeoutHeader, timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        }

        if (options?.RequestId is { } id)
        {
            request.Headers.Add(RequestIdHeader, id.ToString());
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new DrpcException(await ReadFailureAsync(response, cancellationToken));
        }
    }

    private static async Task<DrpcFailure> ReadFailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        RequestId? id = response.Headers.TryGetValues(RequestIdHeader, out var ids) ? OrleansDrpc.RequestId.Parse(ids.First()) : null;
        var (code, message) = ReadBody(body);
        return new DrpcFailure(
            code ?? CodeOf(response.StatusCode),
            message ?? $"The front door answered {(int)response.StatusCode} {response.ReasonPhrase}: {body}",
            id,
            RetryAfter: response.Headers.RetryAfter?.Delta);
    }

    // Both doors answer errors as JSON objects: "code" and "detail" at /v1, "error" and "errorMessage" at /drpc.
    private static (DrpcFailureCode? Code, string? Message) ReadBody(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var code = Text(json.RootElement, "code") is { } name && Enum.TryParse<DrpcFailureCode>(name, out var known) ? known : (DrpcFailureCode?)null;
            return (code, Text(json.RootElement, "detail") ?? Text(json.RootElement, "errorMessage"));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static DrpcFailureCode CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => DrpcFailureCode.UnknownFunction,
        HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => DrpcFailureCode.BadArgument,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => DrpcFailureCode.NotAuthorized,
        HttpStatusCode.GatewayTimeout => DrpcFailureCode.TimedOut,
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => DrpcFailureCode.Overloaded,
        _ => DrpcFailureCode.FunctionFailed,
    };
}
