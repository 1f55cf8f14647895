using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>Registers what workers that pull need.</summary>
internal static class PullingServices
{
    public static void AddWorkerQueues(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<WorkerQueueOptions>().BindConfiguration(WorkerQueueOptions.Section);
        services.AddSingleton<IValidateOptions<WorkerQueueOptions>, WorkerQueueOptionsValidator>();
        services.AddSingleton<SiloFunctions>();
        services.AddSingleton<PullingMetrics>();
        services.AddSingleton<WorkerQueues>();
        services.AddSingleton<CoalescedCalls>();
        services.AddSingleton<FunctionRouter>();
        services.AddHostedService<WorkerQueueService>();
    }
}
