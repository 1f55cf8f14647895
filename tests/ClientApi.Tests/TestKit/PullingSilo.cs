using Microsoft.Extensions.Hosting;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A silo of its own, with the functions of the tests, that pulls from a front door.</summary>
internal sealed class PullingSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private PullingSilo(IHost host) => _host = host;

    /// <summary>Done when the front door knows that it serves.</summary>
    public static async Task<PullingSilo> StartAsync(FrontDoor door, int maxRequests = 64, params DrpcFunction[] more)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["Silo:SiloPort"] = "0";
        builder.Configuration["Silo:GatewayPort"] = "0";
        builder.AddDrpcSilo(drpc =>
        {
            TestFunctions.Add(drpc);
            Array.ForEach(more, function => drpc.AddFunction(function));
        });
        builder.PullFromDrpcServers(options => (options.Servers, options.MaxRequests) = ($"{door.Workers}", maxRequests));
        var silo = new PullingSilo(builder.Build());
        await silo._host.StartAsync().Within("the silo to start");
        await door.Http.UntilListedAsync(TestFunctions.Hold.Name, "workers", 1);
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().Within("the silo to stop");
        _host.Dispose();
    }
}
