namespace OrleansDrpc.ClientApi;

/// <summary>
/// A route that calls a function. The way of a call: (1) what its headers say, (2) the argument, (3) the call, which ends when the client
/// hangs up, (4) the answer, or what went wrong in the route's own form.
/// </summary>
internal abstract partial class CallEndpoint(CallServices services)
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
            var answer = await services.Router.ExecuteAsync(function, argument, options, context.RequestAborted);

            // (4)
            CallHeaders.TellCoverage(context, answer.Coverage);
            await WriteAnswerAsync(context.Response, function, answer.Value);
        }
        catch (Exception e) when (!CallBody.IsBroken(e) || !context.RequestAborted.IsCancellationRequested)
        {
            // A client that hung up in the middle of its body is left to the server, which alone can end such a connection in silence.
            await FailAsync(context, e);
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

    private Task FailAsync(HttpContext context, Exception exception)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read it, or only somebody who has half hung up; an empty answer must not pass for a result.
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status499ClientClosedRequest;
            return Task.CompletedTask;
        }

        var failure = HttpFailure.Of(exception);
        if (failure.IsUnexpected)
        {
            LogUnexpected(services.Log, exception, context.Request.Method, context.Request.Path);
        }

        if (context.Response.HasStarted)
        {
            // A broken connection says so; an answer that merely ends would pass for a whole one.
            context.Abort();
            return Task.CompletedTask;
        }

        if (CallBody.IsBroken(exception))
        {
            context.Response.Headers.Connection = "close";
        }

        return WriteFailureAsync(context, failure);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed in the front door itself")]
    private static partial void LogUnexpected(ILogger log, Exception exception, string method, string path);
}
