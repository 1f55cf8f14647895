namespace OrleansDrpc.ClientApi;

/// <summary>A call in JSON: the body is the argument, the answer is the result.</summary>
internal sealed class InvokeEndpoint(CallServices services) : CallEndpoint(services)
{
    private readonly CallServices _services = services;

    protected override ValueTask<string> ReadArgumentAsync(HttpContext context, string function)
    {
        // An unknown function is refused whatever the argument.
        _services.Router.ThrowIfUnknown(function, id: null);
        return JsonArgument.ReadAsync(context.Request, _services.Functions, function, _services.Limits);
    }

    protected override Task WriteAnswerAsync(HttpResponse response, string function, string answer) =>
        JsonAnswer.WriteAsync(response, _services.Functions, function, answer);

    protected override Task WriteFailureAsync(HttpContext context, HttpFailure failure) => FailureWriter.WriteProblemAsync(context, failure);
}
