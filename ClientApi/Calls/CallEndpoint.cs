namespace OrleansDrpc.ClientApi;

/// <summary>
/// A route that calls a function. The way of a call: (1) what its headers say, (2) the argument, (3) the call, (4) the answer, or what went wrong in the route's own form.
/// With an idempotency key a call is a durable request whose outcome the client waits for: a client that lost the answer asks again with the same key.
/// </summary>
internal abstract class CallEndpoint(CallServices services)
{
    /// <summary>The name of the route's parameter for the function.</summary>
    public const string FunctionParameter = "function";

    /// <summary>Handles a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            // (1)
            var options = CallHeaders.Take(context);
            services.Readiness.ThrowIfStarting();

            // (2)
            var function = (string)context.Request.RouteValues[FunctionParameter]!;
            var argument = await ReadArgumentAsync(context, function);

            // (3)
            var answer = SubmitHeaders.HasKey(context.Request)
                ? await services.Keyed.ExecuteAsync(context, function, argument, options)
                : await ExecuteAsync(context, function, argument, options);

            // (4)
            CallHeaders.TellCoverage(context, answer.Coverage);
            await WriteAnswerAsync(context.Response, function, answer.Value);
        }
        catch (Exception e) when (!CallBody.IsBroken(e) || !context.RequestAborted.IsCancellationRequested)
        {
            // A client that hung up in the middle of its body is left to the server, which alone can end such a connection in silence.
            await FailedCall.EndAsync(context, e, services.Log, WriteFailureAsync);
        }
    }

    /// <exception cref="DrpcException">The argument has not the right shape.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large, or broken off.</exception>
    protected abstract ValueTask<string> ReadArgumentAsync(HttpContext context, string function);

    /// <param name="response">Where to write it.</param>
    /// <param name="function">The function.</param>
    /// <param name="answer">A string as it is, any other type as JSON.</param>
    protected abstract Task WriteAnswerAsync(HttpResponse response, string function, string answer);

    protected abstract Task WriteFailureAsync(HttpContext context, HttpFailure failure);

    // It ends when its client hangs up or somebody cancels it.
    private async Task<PartialAnswer<string>> ExecuteAsync(HttpContext context, string function, string argument, CallOptions options)
    {
        using var call = services.Running.Enter(options.RequestId!.Value, context.RequestAborted);
        try
        {
            return await services.Router.ExecuteAsync(function, argument, options, call.Token);
        }
        catch (OperationCanceledException) when (call.IsCancelled)
        {
            throw call.Cancelled;
        }
        catch (DrpcException e) when (e.Failure.AttemptsUsedUp)
        {
            services.Letters.Note(function, argument, options.Priority, e.Failure);
            throw;
        }
    }
}
