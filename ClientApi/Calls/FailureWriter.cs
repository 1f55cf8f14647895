using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace OrleansDrpc.ClientApi;

/// <summary>Writes failures: as problem details (RFC 9457), or as Storm does.</summary>
internal static class FailureWriter
{
    private const string ProblemType = "application/problem+json";
    private const string StormType = "application/json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Task WriteProblemAsync(HttpContext context, HttpFailure failure) =>
        WriteProblemAsync(context, failure, failure.Status ?? FailureStatus.Of(failure).Status);

    /// <summary>In Storm's form, unless the caller asks for problem details; the statuses are Storm's either way.</summary>
    public static Task WriteStormAsync(HttpContext context, HttpFailure failure)
    {
        var mapped = FailureStatus.Of(failure);
        var status = failure.Status ?? mapped.StormStatus;
        if (context.Request.Headers.Accept.ToString().Contains(ProblemType, StringComparison.OrdinalIgnoreCase))
        {
            return WriteProblemAsync(context, failure, status);
        }

        var error = failure.Code is null && !failure.IsUnexpected ? $"{status} {ReasonPhrases.GetReasonPhrase(status)}" : mapped.StormError;
        return WriteAsync(context, failure, status, StormType, new StormError(error, failure.Message));
    }

    private static Task WriteProblemAsync(HttpContext context, HttpFailure failure, int status)
    {
        var problem = new Problem(
            failure.Code is { } code ? $"urn:orleans-drpc:{code}" : "about:blank",
            failure.Code is null && !failure.IsUnexpected ? ReasonPhrases.GetReasonPhrase(status) : FailureStatus.Of(failure).Title,
            status,
            failure.Message,
            failure.Code?.ToString(),
            context.Response.Headers[DrpcHttpClient.RequestIdHeader],
            failure.Stage);
        return WriteAsync(context, failure, status, ProblemType, problem);
    }

    private static Task WriteAsync<T>(HttpContext context, HttpFailure failure, int status, string type, T body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = type;
        if (failure.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Json);
        response.ContentLength = bytes.Length;

        // Not cancelled with the request: the server must come to know the headers also where nobody is left to read them.
        return response.Body.WriteAsync(bytes).AsTask();
    }

    private sealed record Problem(string Type, string Title, int Status, string Detail, string? Code, string? RequestId, string? Stage);

    private sealed record StormError(string Error, string ErrorMessage);
}
