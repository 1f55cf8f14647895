using System.Text;

namespace OrleansDrpc.ClientApi;

/// <summary>A call by Storm's contract: the answer is the result, and nothing else.</summary>
internal abstract class StormEndpoint(CallServices services) : CallEndpoint(services)
{
    private const string ContentType = "text/plain; charset=utf-8";

    protected sealed override Task WriteAnswerAsync(HttpResponse response, string function, string answer) =>
        TextAnswer.WriteAsync(response, ContentType, answer);

    protected sealed override Task WriteFailureAsync(HttpContext context, HttpFailure failure) => FailureWriter.WriteStormAsync(context, failure);
}

/// <summary>The body is the argument, whatever its content type says.</summary>
internal sealed class StormPostEndpoint(CallServices services) : StormEndpoint(services)
{
    private readonly BodyLimits _limits = services.Limits;

    protected override ValueTask<string> ReadArgumentAsync(HttpContext context, string function) =>
        CallBody.ReadAsync(context.Request, _limits, CallBody.Text);
}

/// <summary>The rest of the path is the argument.</summary>
internal sealed class StormGetEndpoint(CallServices services) : StormEndpoint(services)
{
    private readonly int _maxBytes = services.Limits.MaxBytes;

    protected override ValueTask<string> ReadArgumentAsync(HttpContext context, string function)
    {
        var argument = PathArgument.Of(context, function);
        return argument.Length > _maxBytes || Encoding.UTF8.GetByteCount(argument) > _maxBytes ? throw CallBody.TooLarge(_maxBytes) : new(argument);
    }
}
