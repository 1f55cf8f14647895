namespace OrleansDrpc.ClientApi;

/// <summary>
/// A call in JSON: the body is the argument, the answer is the result. With an idempotency key it is a durable request whose outcome the client
/// waits for: a client that lost the answer asks again with the same key.
/// </summary>
internal sealed class InvokeEndpoint(CallServices services, KeyedCalls keyed) : CallEndpoint(services)
{
    private readonly CallServices _services = services;

    protected override ValueTask<string> ReadArgumentAsync(HttpContext context, string function)
    {
        // An unknown function is refused whatever the argument.
        _services.Router.ThrowIfUnknown(function, id: null);
        return JsonArgument.ReadAsync(context.Request, _services.Functions, function, _services.Limits);
    }

    protected override Task<PartialAnswer<string>> ExecuteAsync(HttpContext context, string function, string argument, CallOptions options) =>
        SubmitHeaders.HasKey(context.Request)
            ? keyed.ExecuteAsync(context, function, argument, options)
            : base.ExecuteAsync(context, function, argument, options);

    protected override Task WriteAnswerAsync(HttpResponse response, string function, string answer) =>
        JsonAnswer.WriteAsync(response, _services.Functions, function, answer);

    protected override Task WriteFailureAsync(HttpContext context, HttpFailure failure) => FailureWriter.WriteProblemAsync(context, failure);
}
