using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Says in JSON what is known of durable requests.</summary>
internal sealed class RequestViews(IFunctionCatalog functions)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = DrpcJson.Options.Encoder,
    };

    public static byte[] ToJson<T>(T view) => JsonSerializer.SerializeToUtf8Bytes(view, Json);

    /// <param name="request">The request.</param>
    /// <param name="progress">How far its attempt is, where that is known.</param>
    public static RequestView Of(StoredRequest request, StageProgress? progress = null) => new(
        request.Request.Id.ToString(),
        request.Request.Function,
        RequestNames.Of(request.Status),
        request.Request.Submitted,
        request.Request.Expires,
        request.Outcome?.Ended,
        request is { IsCancelled: true, Status: RequestStatus.Open } ? true : null,
        request.Request.IdempotencyKey,
        [.. request.Attempts.Select(Of)],
        progress is null ? null : new ProgressView(progress.Finished, progress.Stages),
        request.Outcome?.Failure is { } failure ? Of(failure) : null,
        request.Request.Callback is { } url ? new CallbackView(url, RequestNames.Of(request.Callback), request.CallbackTries) : null,
        request.Request.Priority == RequestPriority.Batch ? CallHeaders.Batch : null,
        request.Outcome?.Coverage,
        request.Request.IsCall ? true : null);

    /// <summary>With the argument.</summary>
    public RequestView Whole(StoredRequest request) => Of(request) with { Argument = Value(request.Request.Argument, TakesString(request.Request.Function)) };

    /// <summary>With the result, where it has one: what callbacks and the last event bring.</summary>
    public byte[] OutcomeJson(StoredRequest request) => ToJson(Of(request) with
    {
        Callback = null,
        Result = request.Outcome?.Answer is { } answer ? Value(answer, ReturnsString(request.Request.Function)) : null,
    });

    /// <summary>Whether the argument of a function is a string, and so every text one. Functions that only workers know take strings.</summary>
    public bool TakesString(string function) => !functions.TryGet(function, out var registered) || registered.ArgumentType == typeof(string);

    private bool ReturnsString(string function) => !functions.TryGet(function, out var registered) || registered.ResultType == typeof(string);

    private static AttemptView Of(AttemptRecord attempt) =>
        new(attempt.Number, attempt.Started, attempt.Ended, attempt.Failure is { } failure ? Of(failure) : null);

    private static FailureView Of(DrpcFailure failure) => new(failure.Code.ToString(), failure.Message, failure.Stage);

    private static JsonElement Value(string text, bool isString)
    {
        if (!isString)
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                return document.RootElement.Clone();
            }
            catch (JsonException)
            {
                // An argument that was stored by a front door with another definition of the function.
            }
        }

        return JsonSerializer.SerializeToElement(text, Json);
    }
}
