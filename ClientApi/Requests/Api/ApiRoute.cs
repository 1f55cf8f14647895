namespace OrleansDrpc.ClientApi;

/// <summary>What routes for durable requests have in common: what fails in them is told as problem details.</summary>
internal sealed class ApiRoute(ILogger<ApiRoute> log)
{
    public RequestDelegate Of(Func<HttpContext, Task> handle) => async context =>
    {
        try
        {
            CallHeaders.Stamp(context);
            await handle(context);
        }
        catch (Exception e) when (!CallBody.IsBroken(e) || !context.RequestAborted.IsCancellationRequested)
        {
            await FailedCall.EndAsync(context, e, log, FailureWriter.WriteProblemAsync);
        }
    };

    /// <summary>Says in the answer which request it is about.</summary>
    public static void Name(HttpContext context, RequestId id) => context.Response.Headers[DrpcHttpClient.RequestIdHeader] = id.ToString();

    public static Task WriteAsync<T>(HttpContext context, T view, int status = StatusCodes.Status200OK)
    {
        var json = RequestViews.ToJson(view);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json).AsTask();
    }

    /// <summary>As <see cref="WriteAsync"/>, with where to ask for more.</summary>
    public static Task WriteAcceptedAsync(HttpContext context, RequestView view, int status)
    {
        context.Response.Headers.Location = $"{RequestRoutes.Requests}/{view.Id}";
        return WriteAsync(context, view, status);
    }
}
