using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>Registers what durable requests need.</summary>
internal static class DurableRequestServices
{
    public static void AddDurableRequests(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RequestsOptions>().BindConfiguration(RequestsOptions.Section);
        services.AddSingleton<IValidateOptions<RequestsOptions>, RequestsOptionsValidator>();
        services.AddStore();
        services.AddCallbacks();
        services.AddApi();
        services.AddSingleton<CallLetterMetrics>();
        services.AddSingleton<CallLetters>();
        services.AddSingleton<OpenLimits>();
        services.AddSingleton<HeldOutcomes>();
        services.AddSingleton<DurableRunServices>();
        services.AddSingleton<DurableRuns>();
        services.AddSingleton<OwnershipLoop>();
        services.AddHostedService<DurableRequestService>();
    }

    private static void AddStore(this IServiceCollection services)
    {
        services.AddSingleton<IRequestStoreFactory, RequestStoreFactory>();
        services.AddSingleton<RequestStoreAccess>();
    }

    private static void AddCallbacks(this IServiceCollection services)
    {
        services.AddSingleton<CallbackBackoff>();
        services.AddSingleton<CallbackServices>();
        services.AddSingleton<CallbackPost>();
        services.AddSingleton<CallbackDelivery>();
        services.AddSingleton<CallbackDeliveries>();
    }

    private static void AddApi(this IServiceCollection services)
    {
        services.AddSingleton<ApiRoute>();
        services.AddSingleton<RequestViews>();
        services.AddSingleton<Submissions>();
        services.AddSingleton<KeyedCalls>();
        services.AddSingleton<DurableOutcomes>();
        services.AddSingleton<SubmitRoute>();
        services.AddSingleton<RequestReading>();
        services.AddSingleton<RequestEvents>();
        services.AddSingleton<RequestCancelling>();
        services.AddSingleton<DeadLetters>();
    }
}
