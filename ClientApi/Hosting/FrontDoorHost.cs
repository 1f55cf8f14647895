using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.ClientApi;

/// <summary>Puts the front door together: settings, log, silo, server, routes.</summary>
internal static class FrontDoorHost
{
    // Beyond the limit of arguments, the rest of a body is thrown away up to here, so that its sender gets to read why it was refused.
    private const int DiscardedBytes = 8 << 20;

    /// <exception cref="StartException">Settings are wrong.</exception>
    public static WebApplication Build(CommandLineSettings commandLine, Action<DrpcBuilder, IConfiguration> addFunctions)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddFrontDoorSettings(commandLine);
        AddLog(builder);

        // Before those that run them, so that it stops after them.
        builder.Services.AddDurableRequests();

        // Before the silo, so that both drain at the same time: services are stopped in the opposite order, and this one waits.
        builder.Services.AddWorkerQueues();
        AddSilo(builder, addFunctions);
        AddServices(builder.Services);
        AddServer(builder);

        var app = builder.Build();
        app.UseRouting();
        app.UseUnmatchedRoutes();
        app.MapHealthRoutes();
        app.MapStormRoutes();
        app.MapV1Routes();
        app.MapRequestRoutes();
        return app;
    }

    /// <summary>Starts it, or says in plain words why not.</summary>
    /// <exception cref="StartException">The port cannot be had.</exception>
    public static async Task StartFrontDoorAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        Listen(app);
        await app.StartAsync(cancellationToken);
    }

    private static void AddLog(WebApplicationBuilder builder)
    {
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "));
        builder.Logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddSilo(WebApplicationBuilder builder, Action<DrpcBuilder, IConfiguration> addFunctions)
    {
        try
        {
            builder.AddDrpcSilo(drpc => addFunctions(drpc, builder.Configuration));
        }
        catch (InvalidOperationException e)
        {
            // A cluster that this build's engine cannot join.
            throw new StartException(StartException.BadSettings, e.Message, e);
        }
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<FrontDoorOptions>().BindConfiguration(FrontDoorOptions.Section);
        services.AddSingleton<IValidateOptions<FrontDoorOptions>, FrontDoorOptionsValidator>();
        services.AddSingleton<ListenSockets>();
        services.AddSingleton<ReceivingLimit>();
        services.AddSingleton<RunningCalls>();
        services.AddSingleton<CallServices>();
        services.AddSingleton<FunctionListing>();
        services.AddSingleton<Readiness>();
        services.AddHostedService(provider => provider.GetRequiredService<Readiness>());
        services.AddSingleton<StopSignal>();
        services.AddThriftListeners();
        services.AddRoutingCore();

        // The last one, as it has to be.
        services.AddHostedService(provider => provider.GetRequiredService<StopSignal>());

        // The server listens while the silo joins, so that readiness can be asked for.
        services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
    }

    private static void AddServer(WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(FrontDoorOptions.Section).Get<FrontDoorOptions>() ?? new FrontDoorOptions();
        if (options.HttpPort < 0)
        {
            builder.Services.AddSingleton<IServer, NoHttpServer>();
            return;
        }

        builder.WebHost.UseKestrelCore();
        builder.Services.AddOptions<SocketTransportOptions>().Configure<ListenSockets>((transport, sockets) => transport.CreateBoundListenSocket = _ => sockets.Http!.Listening);
    }

    // The server is made together with the application, too early for what follows from options that have been checked.
    private static void Listen(WebApplication app)
    {
        var sockets = app.Services.GetRequiredService<ListenSockets>();
        sockets.Listen();
        if (sockets.Http is not { } http)
        {
            return;
        }

        var kestrel = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = (long)app.Services.GetRequiredService<IOptions<DrpcOptions>>().Value.MaxArgumentBytes + DiscardedBytes;
        kestrel.Listen(http.EndPoint, listen => listen.Protocols = HttpProtocols.Http1);
    }
}
