namespace OrleansDrpc.ClientApi;

/// <summary>Registers the Thrift listeners.</summary>
internal static class ThriftServices
{
    public static void AddThriftListeners(this IServiceCollection services)
    {
        services.AddSingleton<RefusedFrames>();
        services.AddListener<ClientService>(sockets => sockets.Clients);
        services.AddListener<WorkerService>(sockets => sockets.Workers);
    }

    private static void AddListener<TService>(this IServiceCollection services, Func<ListenSockets, ListenSocket?> socket)
        where TService : class, IThriftService
    {
        services.AddSingleton<TService>();
        services.AddSingleton<IHostedService>(provider => new ThriftListener(
            socket(provider.GetRequiredService<ListenSockets>()),
            provider.GetRequiredService<TService>(),
            provider.GetRequiredService<RefusedFrames>(),
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<FrontDoorOptions>>(),
            provider.GetRequiredService<ReceivingLimit>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ThriftListener>>()));
    }
}
