namespace OrleansDrpc.ClientApi;

/// <summary>Storm's HTTP contract (DRPCResource), so that its clients work unchanged. Text in, text out.</summary>
internal static class StormRoutes
{
    public const string Prefix = "/drpc";

    public static void MapStormRoutes(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider.GetRequiredService<CallServices>();
        const string Function = "{" + CallEndpoint.FunctionParameter + "}";
        routes.MapPost($"{Prefix}/{Function}", new StormPostEndpoint(services).HandleAsync);

        // Storm takes one segment as the argument; here a page such as foo.com/blog/1 can be asked for as it is.
        routes.MapGet($"{Prefix}/{Function}/{{**arguments}}", new StormGetEndpoint(services).HandleAsync);
    }
}
