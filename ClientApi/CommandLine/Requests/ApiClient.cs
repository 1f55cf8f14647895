using System.Text;
using System.Text.Json;

namespace OrleansDrpc.ClientApi;

/// <summary>Asks a front door's API for what commands about durable requests need.</summary>
internal static class ApiClient
{
    /// <param name="http">The front door.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">Path and query, without a slash at the start.</param>
    /// <param name="prepare">Puts in what else the request has.</param>
    /// <param name="cancellationToken">The user does not wait any more.</param>
    /// <returns>The status and the body of an answer that is no failure.</returns>
    /// <exception cref="DrpcException">It was not reached, or answers with a failure that has a code.</exception>
    /// <exception cref="StartException">It refuses, in its own words.</exception>
    public static async Task<(int Status, string Body)> SendAsync(
        HttpClient http, HttpMethod method, string path, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        prepare?.Invoke(request);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? ((int)response.StatusCode, Encoding.UTF8.GetString(body)) : throw FailureOf(response, body);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DrpcException(DrpcFailureCode.SiloLost, $"{http.BaseAddress} was not reached, or went away before it answered: {e.Message}", e);
        }
    }

    private static Exception FailureOf(HttpResponseMessage response, byte[] body)
    {
        var failure = HttpFailureReader.Read(response, body);
        return HasCode(body) ? new DrpcException(failure) : new StartException(StartException.Failed, failure.Message);
    }

    private static bool HasCode(byte[] body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty("code", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
