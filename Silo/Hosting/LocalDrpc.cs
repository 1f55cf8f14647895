using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansDrpc.Hosting;

/// <summary>
/// A whole DRPC service in this process, for tests and for trying things out: what LocalDRPC and LocalCluster are in Storm.
/// <c>await using var drpc = await LocalDrpc.StartAsync(d => d.AddFunction(...));</c> Thread-safe.
/// </summary>
public sealed class LocalDrpc : IDrpcClient, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IDrpcClient _client;

    private LocalDrpc(IHost host)
    {
        _host = host;
        _client = host.Services.GetRequiredService<IDrpcClient>();
    }

    /// <summary>The services of its silo.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Starts one silo, alone in a cluster of its own.</summary>
    /// <param name="configure">Adds functions and the services of their stages.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="InvalidFunctionException">A function has mistakes.</exception>
    public static async Task<LocalDrpc> StartAsync(Action<DrpcBuilder> configure, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration[$"{SiloEndpointOptions.Section}:{nameof(SiloEndpointOptions.SiloPort)}"] = "0";
        builder.Configuration[$"{SiloEndpointOptions.Section}:{nameof(SiloEndpointOptions.GatewayPort)}"] = "0";
        builder.AddDrpcSilo(configure);
        builder.Services.PostConfigure<DrpcOptions>(static drpc => drpc.IsOnNetwork = false);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new LocalDrpc(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.ExecuteAsync(function, argument, options, cancellationToken);

    /// <inheritdoc/>
    public Task<string> ExecuteAsync(string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.ExecuteAsync(function, argument, options, cancellationToken);

    /// <summary>Waits for running requests, as a silo that stops does, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
