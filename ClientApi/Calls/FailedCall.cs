namespace OrleansDrpc.ClientApi;

/// <summary>Ends a request to the API that failed, in the way that is still open to it.</summary>
internal static partial class FailedCall
{
    /// <param name="context">The request.</param>
    /// <param name="exception">What went wrong.</param>
    /// <param name="log">Hears of faults of the front door itself.</param>
    /// <param name="write">Writes the failure in the route's own form.</param>
    public static Task EndAsync(HttpContext context, Exception exception, ILogger log, Func<HttpContext, HttpFailure, Task> write)
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
            LogUnexpected(log, exception, context.Request.Method, context.Request.Path);
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

        return write(context, failure);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed in the front door itself")]
    private static partial void LogUnexpected(ILogger log, Exception exception, string method, string path);
}
