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

    private readonly short _initialSilosCount;
    private readonly IEnumerable<Action<InProcessTestSiloSpecificOptions, IHostApplicationBuilder>> _siloHosts;
    private readonly IEnumerable<Action<IHostApplicationBuilder>> _clientHosts;
    private readonly List<InProcessSiloHandle> _silos = [];

    // The port tells test clusters apart.
    private readonly int _primaryPort = ClusterRegistry.AllocatePort();
    private IHost? _client;
    private int _started;

    internal InProcessTestCluster(
        short initialSilosCount,
        IEnumerable<Action<InProcessTestSiloSpecificOptions, IHostApplicationBuilder>> siloHosts,
        IEnumerable<Action<IHostApplicationBuilder>> clientHosts)
    {
        _initialSilosCount = initialSilosCount;
        _siloHosts = siloHosts;
        _clientHosts = clientHosts;
    }

    public ReadOnlyCollection<InProcessSiloHandle> Silos
    {
        get
        {
            lock (_silos)
            {
                return _silos.ToList().AsReadOnly();
            }
        }
    }

    public IClusterClient Client =>
        _client?.Services.GetRequiredService<IClusterClient>() ?? throw new InvalidOperationException("The cluster has no client: call DeployAsync first.");

    public async Task DeployAsync()
    {
        for (var count = 0; count < _initialSilosCount; count++)
        {
            await StartAdditionalSiloAsync();
        }

        var gatewayPorts = Silos.Select(silo => silo.Silo.GatewayPort).ToArray();
        _client = await StartHostAsync(host => host.UseOrleansClient(client => client.UseLocalhostClustering(gatewayPorts, Id, Id)), _clientHosts);
    }

    public async Task<InProcessSiloHandle> StartAdditionalSiloAsync()
    {
        var number = _started++;
        var options = new InProcessTestSiloSpecificOptions { SiloName = number == 0 ? "Primary" : $"Secondary_{number}" };
        var primary = new IPEndPoint(IPAddress.Loopback, _primaryPort);
        var host = await StartHostAsync(
            host => host.UseOrleans(silo => silo
                .UseLocalhostClustering(siloPort: 0, ClusterRegistry.AllocatePort(), primary, Id, Id)
                .Configure<SiloOptions>(siloOptions => siloOptions.SiloName = options.SiloName)),
            _siloHosts.Select<Action<InProcessTestSiloSpecificOptions, IHostApplicationBuilder>, Action<IHostApplicationBuilder>>(
                configure => host => configure(options, host)));
        var handle = new InProcessSiloHandle(host);
        lock (_silos)
        {
            _silos.Add(handle);
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
        lock (_silos)
        {
            _silos.Remove(instance);
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

    private static async Task<IHost> StartHostAsync(Action<IHostApplicationBuilder> first, IEnumerable<Action<IHostApplicationBuilder>> others)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "TestCluster" });
        first(builder);
        foreach (var configure in others)
        {
            configure(builder);
        }

        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
