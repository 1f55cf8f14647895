using System.Net;
using System.Text;
using System.Text.Json;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Calls, and what is to be seen in their answers.</summary>
internal static class Answers
{
    public static Task<HttpResponseMessage> PostTextAsync(this HttpClient http, string path, string body, params (string Name, string Value)[] headers) =>
        http.PostBodyAsync(path, Encoding.UTF8.GetBytes(body), "text/plain", headers);

    public static Task<HttpResponseMessage> InvokeAsync(this HttpClient http, string function, string json, params (string Name, string Value)[] headers) =>
        http.PostBodyAsync($"/v1/functions/{Uri.EscapeDataString(function)}/invoke", Encoding.UTF8.GetBytes(json), "application/json", headers);

    public static async Task<HttpResponseMessage> PostBodyAsync(
        this HttpClient http, string path, byte[] body, string type, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request).Within($"the answer to POST {path}");
    }

    public static string Text(this HttpResponseMessage response) => response.Content.ReadAsStringAsync().GetAwaiter().GetResult();

    public static JsonElement Json(this HttpResponseMessage response) => JsonDocument.Parse(response.Text()).RootElement;

    public static string? RequestId(this HttpResponseMessage response) =>
        response.Headers.TryGetValues(DrpcHttpClient.RequestIdHeader, out var values) ? values.Single() : null;

    /// <summary>Storm's error form.</summary>
    public static string AssertStormError(this HttpResponseMessage response, HttpStatusCode status, string error)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        var json = response.Json();
        Assert.Equal(["error", "errorMessage"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(error, json.GetProperty("error").GetString());
        Assert.Matches("^[0-9a-f]{32}$", response.RequestId());
        return json.GetProperty("errorMessage").GetString()!;
    }

    /// <summary>Problem details.</summary>
    public static string AssertProblem(this HttpResponseMessage response, HttpStatusCode status, DrpcFailureCode? code)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        var json = response.Json();
        Assert.Equal((int)status, json.GetProperty("status").GetInt32());
        Assert.Equal(code?.ToString(), json.TryGetProperty("code", out var name) ? name.GetString() : null);
        Assert.NotEqual("", json.GetProperty("title").GetString());
        Assert.Equal(code is null ? "about:blank" : $"urn:orleans-drpc:{code}", json.GetProperty("type").GetString());
        Assert.Equal(response.RequestId(), json.GetProperty("requestId").GetString());
        return json.GetProperty("detail").GetString()!;
    }
}
