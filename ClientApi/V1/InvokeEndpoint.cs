using System.Buffers;
using System.Text.Json;

namespace OrleansDrpc.ClientApi;

/// <summary>A call in JSON: the body is the argument, the answer is the result.</summary>
internal sealed class InvokeEndpoint(CallServices services) : CallEndpoint(services)
{
    private const string ContentType = "application/json";
    private static readonly Func<ReadOnlySequence<byte>, string> ReadText = CallBody.Text;
    private static readonly Func<ReadOnlySequence<byte>, string> ReadString = JsonArgument.ReadString;
    private readonly IFunctionCatalog _functions = services.Functions;
    private readonly FunctionRouter _router = services.Router;
    private readonly int _maxBytes = services.MaxArgumentBytes;

    protected override ValueTask<string> ReadArgumentAsync(HttpContext context, string function)
    {
        // An unknown function is refused whatever the argument; one that only workers know takes a string.
        _router.ThrowIfUnknown(function, id: null);
        var takesString = !_functions.TryGet(function, out var registered) || registered.ArgumentType == typeof(string);
        return CallBody.ReadAsync(context.Request, _maxBytes, takesString ? ReadString : ReadText);
    }

    protected override Task WriteAnswerAsync(HttpResponse response, string function, string answer) =>
        !_functions.TryGet(function, out var registered) || registered.ResultType == typeof(string)
            ? WriteStringAsync(response, answer)
            : TextAnswer.WriteAsync(response, ContentType, answer);

    protected override Task WriteFailureAsync(HttpContext context, HttpFailure failure) => FailureWriter.WriteProblemAsync(context, failure);

    private static Task WriteStringAsync(HttpResponse response, string answer)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(answer, DrpcJson.Options);
        response.ContentType = ContentType;
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json).AsTask();
    }
}
