using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using OrleansDrpc.Embedded;

namespace Orleans.TestingHost;

public sealed class InProcessTestCluster : IAsyncDisposable
{
    private const string Id = "test";

    private readonly InProcessTestClusterBuilder _builder;
    private readonly Lock _lock = new();

    // The port tells test clusters apart.
    private readonly int _primaryPort = ClusterRegistry.AllocatePort();
    private IHost? _client;
    private int _started;

    internal InProcessTestCluster(InProcessTestClusterBuilder builder) => _builder = builder;

    public ReadOnlyCollection<InProcessSiloHandle> Silos { get; private set; } = new([]);

    public IClusterClient Client =>
        _client?.Services.GetRequiredService<IClusterClient>() ?? throw new InvalidOperationException("The cluster has no client: call DeployAsync first.");

    public async Task DeployAsync()
    {
        for (var count = 0; count < _builder.InitialSilosCount; count++)
        {
            await StartAdditionalSiloAsync();
        }

        var gatewayPorts = Silos.Select(silo => silo.Silo.GatewayPort).ToArray();
        _client = await StartHostAsync(
            [host => host.UseOrleansClient(client => client.UseLocalhostClustering(gatewayPorts, Id, Id)), .. _builder.ClientHosts]);
    }

    public async Task<InProcessSiloHandle> StartAdditionalSiloAsync()
    {
        var number = _started++;
        var options = new InProcessTestSiloSpecificOptions { SiloName = number == 0 ? "Primary" : $"Secondary_{number}" };
        var primary = new IPEndPoint(IPAddress.Loopback, _primaryPort);
        var host = await StartHostAsync(
        [
            host => host.UseOrleans(silo => silo
                .UseLocalhostClustering(siloPort: 0, ClusterRegistry.AllocatePort(), primary, Id, Id)
                .Configure<SiloOptions>(siloOptions => siloOptions.SiloName = options.SiloName)),
            host => _builder.SiloHosts.ForEach(configure => configure(options, host)),
        ]);
        var handle = new InProcessSiloHandle(host);
        lock (_lock)
        {
            Silos = new([.. Silos, handle]);
        }

        return handle;
    }

    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null) =>
        Silos.First(handle => silo is null || handle.SiloAddress.Equals(silo)).ServiceProvider;

    public async Task StopSiloAsync(InProcessSiloHandle instance)
    {
        await instance.StopAsync();
        await KillSiloAsync(instance);
    }

    public async Task KillSiloAsync(InProcessSiloHandle instance)
    {
        await instance.DisposeAsync();
        lock (_lock)
        {
            Silos = new([.. Silos.Where(silo => silo != instance)]);
        }
    }

    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    public bool TryGetGrainContext(GrainId grainId, [NotNullWhen(true)] out IGrainContext? grainContext)
    {
        grainContext = Silos.SelectMany(silo => silo.Silo.Activations()).FirstOrDefault(activation => activation.GrainId == grainId && activation.GrainInstance is not null);
        return grainContext is not null;
    }

    public Task DeactivateAsync(IAddressable grain)
    {
        if (TryGetGrainContext(grain.GetGrainId(), out var context))
        {
            context.Deactivate(new DeactivationReason(DeactivationReasonCode.RuntimeRequested, "The test cluster asked for it."));
        }

        return context?.Deactivated ?? Task.CompletedTask;
    }

    public Task WaitForDeactivationAsync(IAddressable grain) =>
        TryGetGrainContext(grain.GetGrainId(), out var context) ? context.Deactivated : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.StopAsync();
            _client.Dispose();
        }

        foreach (var silo in Silos)
        {
            await KillSiloAsync(silo);
        }
    }

    private static async Task<IHost> StartHostAsync(List<Action<IHostApplicationBuilder>> configurations)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "TestCluster" });
        configurations.ForEach(configure => configure(builder));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
