using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A front door in this process, on a port of its own, with the functions of the tests.</summary>
public sealed class FrontDoor : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FrontDoor(WebApplication app)
    {
        _app = app;
        Address = new Uri($"http://{Services.GetRequiredService<ListenSockets>().Http!.EndPoint}/");
        Http = NewClient();
    }

    public Uri Address { get; }

    public IPEndPoint Clients => Services.GetRequiredService<ListenSockets>().Clients!.EndPoint;

    public IPEndPoint Workers => Services.GetRequiredService<ListenSockets>().Workers!.EndPoint;

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public IDrpcClient Client => Services.GetRequiredService<IDrpcClient>();

    public static Task<FrontDoor> StartAsync(params (string Key, string Value)[] settings) => StartAsync(log: null, settings);

    /// <param name="more">Adds functions to those that all tests have.</param>
    /// <param name="settings">Besides the defaults of the tests.</param>
    public static async Task<FrontDoor> StartAsync(Action<DrpcBuilder> more, params (string Key, string Value)[] settings)
    {
        var app = Build(more, settings);
        await app.StartFrontDoorAsync(CancellationToken.None).Within("the front door to start");
        return new FrontDoor(app);
    }

    internal static async Task<FrontDoor> StartAsync(LogCollector? log, params (string Key, string Value)[] settings)
    {
        var app = Build(settings);
        if (log is not null)
        {
            app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        }

        await app.StartFrontDoorAsync(CancellationToken.None).Within("the front door to start");
        return new FrontDoor(app);
    }

    internal static WebApplication Build(params (string Key, string Value)[] settings) => Build(static _ => { }, settings);

    private static WebApplication Build(Action<DrpcBuilder> more, (string Key, string Value)[] settings)
    {
        (string, string)[] defaults =
        [
            ("FrontDoor:HttpPort", "0"), ("FrontDoor:ThriftPort", "0"), ("FrontDoor:InvocationsPort", "0"), ("Logging:LogLevel:OrleansDrpc", "Warning"),
            ("Requests:Store", "None"),
        ];
        var values = defaults.Concat(settings).DistinctByLast();
        return FrontDoorHost.Build(new CommandLineSettings(null, values), (drpc, _) =>
        {
            TestFunctions.Add(drpc);
            more(drpc);
        });
    }

    public HttpClient NewClient() => new() { BaseAddress = Address, Timeout = Waits.Limit };

    public Task StopAsync() => _app.StopAsync().Within("the front door to stop");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync();
        await _app.DisposeAsync();
    }
}
