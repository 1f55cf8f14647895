namespace OrleansDrpc.ClientApi;

/// <summary>The routes for durable requests.</summary>
internal static class RequestRoutes
{
    public const string Requests = "/v1/requests";
    public const string DeadLetters = "/v1/dead-letters";

    public static void MapRequestRoutes(this IEndpointRouteBuilder routes)
    {
        const string One = Requests + "/{" + RequestQuery.IdParameter + "}";
        const string OneDead = DeadLetters + "/{" + RequestQuery.IdParameter + "}";
        var services = routes.ServiceProvider;
        var route = services.GetRequiredService<ApiRoute>();
        var submit = services.GetRequiredService<SubmitRoute>();
        var reading = services.GetRequiredService<RequestReading>();
        var dead = services.GetRequiredService<DeadLetters>();

        routes.MapPost("/v1/functions/{" + CallEndpoint.FunctionParameter + "}/submit", route.Of(submit.HandleAsync));
        routes.MapGet(Requests, route.Of(reading.ListAsync));
        routes.MapGet(One, route.Of(reading.GetAsync));
        routes.MapGet($"{One}/result", route.Of(reading.GetResultAsync));
        routes.MapGet($"{One}/events", route.Of(services.GetRequiredService<RequestEvents>().HandleAsync));
        routes.MapDelete(One, route.Of(services.GetRequiredService<RequestCancelling>().HandleAsync));
        routes.MapGet(DeadLetters, route.Of(dead.ListAsync));
        routes.MapGet(OneDead, route.Of(dead.GetAsync));
        routes.MapPost($"{OneDead}/replay", route.Of(dead.ReplayAsync));
        routes.MapDelete(OneDead, route.Of(dead.DropAsync));
    }
}
