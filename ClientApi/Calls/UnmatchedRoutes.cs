namespace OrleansDrpc.ClientApi;

/// <summary>Answers what no route takes: the same kinds of body as the routes have.</summary>
internal static class UnmatchedRoutes
{
    public static void UseUnmatchedRoutes(this IApplicationBuilder app) => app.Use(static next => context =>
        context.GetEndpoint() is RouteEndpoint ? next(context) : RefuseAsync(context, next));

    private static async Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        // Runs what routing puts in the place of a route: it sets the status, and says which methods there are.
        await next(context);
        if (context.Response.HasStarted)
        {
            return;
        }

        CallHeaders.Stamp(context);
        var request = context.Request;
        var status = context.Response.StatusCode == StatusCodes.Status200OK ? StatusCodes.Status404NotFound : context.Response.StatusCode;
        var message = status == StatusCodes.Status405MethodNotAllowed
            ? $"{request.Path} does not take {request.Method}, but {context.Response.Headers.Allow}."
            : $"There is nothing at {request.Path}. Functions are called at /drpc/NAME and listed at /v1/functions.";
        var failure = new HttpFailure(null, message, status);
        await (request.Path.StartsWithSegments(StormRoutes.Prefix)
            ? FailureWriter.WriteStormAsync(context, failure)
            : FailureWriter.WriteProblemAsync(context, failure));
    }
}
