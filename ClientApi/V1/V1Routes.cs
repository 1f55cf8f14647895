namespace OrleansDrpc.ClientApi;

/// <summary>The front door's own API: JSON in and out, failures as problem details.</summary>
internal static class V1Routes
{
    public static void MapV1Routes(this IEndpointRouteBuilder routes)
    {
        var listing = routes.ServiceProvider.GetRequiredService<FunctionListing>();
        const string Function = "{" + CallEndpoint.FunctionParameter + "}";
        routes.MapGet("/v1/functions", listing.WriteAllAsync);
        routes.MapGet($"/v1/functions/{Function}", listing.WriteOneAsync);

        var services = routes.ServiceProvider.GetRequiredService<CallServices>();
        routes.MapPost($"/v1/functions/{Function}/invoke", new InvokeEndpoint(services).HandleAsync);
    }
}
