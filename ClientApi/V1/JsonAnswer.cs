using System.Text.Json;

namespace OrleansDrpc.ClientApi;

/// <summary>Writes answers as JSON. Functions that only workers know return strings.</summary>
internal static class JsonAnswer
{
    private const string ContentType = "application/json";

    /// <param name="response">Where to write it.</param>
    /// <param name="functions">Those of the silo.</param>
    /// <param name="function">Whose answer it is.</param>
    /// <param name="answer">A string as it is, any other type as JSON.</param>
    public static Task WriteAsync(HttpResponse response, IFunctionCatalog functions, string function, string answer) =>
        !functions.TryGet(function, out var registered) || registered.ResultType == typeof(string)
            ? WriteStringAsync(response, answer)
            : TextAnswer.WriteAsync(response, ContentType, answer);

    private static Task WriteStringAsync(HttpResponse response, string answer)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(answer, DrpcJson.Options);
        response.ContentType = ContentType;
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json).AsTask();
    }
}
