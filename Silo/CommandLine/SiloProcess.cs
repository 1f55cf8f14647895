using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.Hosting;

/// <summary>Puts a silo process together, and runs it.</summary>
internal static class SiloProcess
{
    // What counts least; a silo that nobody asks for has no part in the log.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
        ["Logging:LogLevel:OrleansDrpc"] = "Information", // or it would pass for a part of Orleans
        ["Logging:LogLevel:OrleansDrpc.Embedded"] = "Warning",
        ["Logging:LogLevel:System"] = "Warning",
    };

    // Workers of one machine do not get into each other's way.
    private static readonly Dictionary<string, string?> WorkerDefaults = new()
    {
        [$"{SiloEndpointOptions.Section}:{nameof(SiloEndpointOptions.SiloPort)}"] = "0",
        [$"{SiloEndpointOptions.Section}:{nameof(SiloEndpointOptions.GatewayPort)}"] = "0",
    };

    public static async Task RunAsync(
        SiloSettings settings, Action<DrpcBuilder, IConfiguration> addFunctions, TextWriter output, CancellationToken cancellationToken)
    {
        using var host = Build(settings, addFunctions);
        await host.StartAsync(cancellationToken);
        await WriteBannerAsync(host.Services, output);
        await host.WaitForShutdownAsync(cancellationToken);
    }

    /// <exception cref="SettingsException">A setting has no value of its kind.</exception>
    private static IHost Build(SiloSettings settings, Action<DrpcBuilder, IConfiguration> addFunctions)
    {
        var builder = Host.CreateApplicationBuilder(settings.Arguments);
        builder.Configuration.Sources.Add(new MemoryConfigurationSource { InitialData = settings.Values });
        var isWorker = builder.Configuration.GetSection(DrpcServersOptions.Section).Exists();
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = isWorker ? Defaults.Concat(WorkerDefaults) : Defaults });
        builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "));
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        try
        {
            builder.AddDrpcSilo(drpc => addFunctions(drpc, builder.Configuration));
            if (isWorker)
            {
                builder.PullFromDrpcServers();
            }

            // All mistakes at once, and before anything has started.
            var host = builder.Build();
            host.Services.GetRequiredService<IStartupValidator>().Validate();
            return host;
        }
        catch (InvalidOperationException e)
        {
            // A value that is none of its kind, or a cluster that this build's engine cannot join.
            throw new SettingsException(e.Message, e);
        }
    }

    private static async Task WriteBannerAsync(IServiceProvider services, TextWriter output)
    {
        var silo = services.GetRequiredService<ILocalSiloDetails>();
        await output.WriteLineAsync($"OrleansDrpc silo {silo.SiloAddress} (engine: {EngineSetup.Name}). Ctrl+C stops it.");
        if (services.GetRequiredService<IOptions<DrpcServersOptions>>().Value is { Servers: { } servers, MaxRequests: var most })
        {
            var functions = services.GetRequiredService<IFunctionCatalog>().Functions.Select(function => function.Name);
            await output.WriteLineAsync($"Pulls from {string.Join(", ", DrpcServersOptions.Split(servers))}, up to {most} requests at once: {string.Join(", ", functions)}.");
        }
    }
}
