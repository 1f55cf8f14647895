namespace OrleansDrpc.ClientApi;

/// <summary>For whatever watches the process: is it alive, and should it be sent requests.</summary>
internal static class HealthRoutes
{
    public static void MapHealthRoutes(this IEndpointRouteBuilder routes)
    {
        var readiness = routes.ServiceProvider.GetRequiredService<Readiness>();
        routes.MapGet("/healthz", context => WriteAsync(context, obstacle: null));
        routes.MapGet("/readyz", context => WriteAsync(context, readiness.Obstacle));
    }

    private static Task WriteAsync(HttpContext context, string? obstacle)
    {
        context.Response.StatusCode = obstacle is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return TextAnswer.WriteAsync(context.Response, "text/plain; charset=utf-8", (obstacle ?? "ok") + "\n");
    }
}
