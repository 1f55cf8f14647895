using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansDrpc.Hosting.Tests;

/// <summary>A silo that pulls from DRPC servers, with functions <c>echo</c>, <c>fail</c> and <c>hold</c>.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private readonly IHost _host;

    private Worker(IHost host, HeldCalls held, LogCollector log) => (_host, Held, Log) = (host, held, log);

    public HeldCalls Held { get; }

    public LogCollector Log { get; }

    public static Task<Worker> StartAsync(params ScriptedServer[] servers) => StartAsync(64, servers);

    public static Task<Worker> StartAsync(int maxRequests, params ScriptedServer[] servers) =>
        StartAsync(string.Join(',', servers.Select(server => server.Address)), maxRequests);

    public static async Task<Worker> StartAsync(string servers, int maxRequests = 64, TimeSpan? drainTimeout = null, Func<IDrpcClient, IDrpcClient>? around = null)
    {
        var held = new HeldCalls();
        var log = new LogCollector(typeof(PullingService).FullName!);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["Silo:SiloPort"] = "0";
        builder.Configuration["Silo:GatewayPort"] = "0";
        builder.Configuration["Drpc:DrainTimeout"] = $"{drainTimeout ?? TimeSpan.FromSeconds(60)}";
        builder.Logging.AddProvider(log);
        builder.AddDrpcSilo(drpc => drpc
            .AddFunction(held.Function)
            .AddFunction(DrpcFunction.Named("echo").Takes<string>().Select(text => $"{text}!", parallelism: 64).Returns())
            .AddFunction(DrpcFunction.Named("fail").Takes<string>().Select<string>(text => throw new InvalidOperationException(text)).Returns()));
        builder.PullFromDrpcServers(options => (options.Servers, options.MaxRequests) = (servers, maxRequests));
        if (around is not null)
        {
            var inner = builder.Services.Last(service => service.ServiceType == typeof(IDrpcClient));
            builder.Services.AddSingleton(services => around((IDrpcClient)ActivatorUtilities.CreateInstance(services, inner.ImplementationType!)));
        }

        var host = builder.Build();
        await host.StartAsync().Within("the worker to start");
        return new Worker(host, held, log);
    }

    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Held.FreeAll();
        await StopAsync().Within("the worker to stop");
        _host.Dispose();
    }
}
