using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using OrleansDrpc.Embedded;

namespace Orleans.TestingHost;

public sealed class InProcessTestCluster : IAsyncDisposable, IDisposable
{
    private readonly List<InProcessSiloHandle> _silos = [];
    private readonly int _primaryPort = ClusterRegistry.AllocatePort();
    private IHost? _client;
    private short _started;

    internal InProcessTestCluster(InProcessTestClusterOptions options) => Options = options;

    public InProcessTestClusterOptions Options { get; }

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
        await StartSilosAsync(Options.InitialSilosCount);
        if (Options.InitializeClientOnDeploy)
        {
            await InitializeClientAsync();
        }
    }

    public async Task InitializeClientAsync()
    {
        var builder = CreateHostBuilder();
        builder.UseOrleansClient(client => client.UseLocalhostClustering([.. Silos.Select(silo => silo.GatewayAddress.Endpoint.Port)], Options.ServiceId, Options.ClusterId));
        Options.ClientHostConfigurationDelegates.ForEach(configure => configure(builder));
        _client = builder.Build();
        await _client.StartAsync();
    }

    public IEnumerable<InProcessSiloHandle> GetActiveSilos() => Silos.Where(silo => silo.IsActive);

    public InProcessSiloHandle? GetSiloForAddress(SiloAddress siloAddress) => GetActiveSilos().FirstOrDefault(silo => silo.SiloAddress.Equals(siloAddress));

    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null) =>
        (silo is null ? GetActiveSilos().FirstOrDefault() : GetSiloForAddress(silo))?.ServiceProvider
        ?? throw new ArgumentException($"The cluster has no active silo {silo}.", nameof(silo));

    public Task<InProcessSiloHandle> StartAdditionalSiloAsync() => StartAsync(_started++);

    public async Task<List<InProcessSiloHandle>> StartSilosAsync(int silosToStart)
    {
        var started = new List<InProcessSiloHandle>();
        for (var count = 0; count < silosToStart; count++)
        {
            started.Add(await StartAdditionalSiloAsync());
        }

        return started;
    }

    public async Task StopSiloAsync(InProcessSiloHandle instance)
    {
        await instance.StopSiloAsync(stopGracefully: true);
        await RemoveAsync(instance);
    }

    public Task KillSiloAsync(InProcessSiloHandle instance) => RemoveAsync(instance);

    public async Task<InProcessSiloHandle?> RestartSiloAsync(InProcessSiloHandle instance)
    {
        await StopSiloAsync(instance);
        return await StartAsync(instance.InstanceNumber);
    }

    public async Task StopAllSilosAsync()
    {
        await StopClusterClientAsync();
        foreach (var silo in Silos.Reverse())
        {
            await StopSiloAsync(silo);
        }
    }

    public async Task StopClusterClientAsync()
    {
        if (Interlocked.Exchange(ref _client, null) is { } client)
        {
            await client.StopAsync();
            client.Dispose();
        }
    }

    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    public bool TryGetGrainContext(GrainId grainId, [NotNullWhen(true)] out IGrainContext? grainContext)
    {
        grainContext = GetActiveSilos().SelectMany(silo => silo.Silo.Activations()).FirstOrDefault(activation => activation.GrainId == grainId);
        return grainContext is not null;
    }

    public Task DeactivateAsync(IAddressable grain) => DeactivateAsync(grain.GetGrainId());

    public Task DeactivateAsync(GrainId grainId)
    {
        if (!TryGetGrainContext(grainId, out var context))
        {
            return Task.CompletedTask;
        }

        context.Deactivate(new DeactivationReason(DeactivationReasonCode.RuntimeRequested, "The test cluster asked for it."));
        return context.Deactivated;
    }

    public Task WaitForDeactivationAsync(IAddressable grain) => WaitForDeactivationAsync(grain.GetGrainId());

    public Task WaitForDeactivationAsync(GrainId grainId) => TryGetGrainContext(grainId, out var context) ? context.Deactivated : Task.CompletedTask;

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await StopClusterClientAsync();
        foreach (var silo in Silos)
        {
            await RemoveAsync(silo);
        }
    }

    private static HostApplicationBuilder CreateHostBuilder() => new(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "TestCluster" });

    private async Task<InProcessSiloHandle> StartAsync(short number)
    {
        var options = new InProcessTestSiloSpecificOptions
        {
            SiloName = number == 0 ? "Primary" : $"Secondary_{number}",
            SiloPort = ClusterRegistry.AllocatePort(),
            GatewayPort = ClusterRegistry.AllocatePort(),
        };
        var builder = CreateHostBuilder();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(options.SiloPort, options.GatewayPort, new(System.Net.IPAddress.Loopback, _primaryPort), Options.ServiceId, Options.ClusterId)
            .Configure<SiloOptions>(siloOptions => siloOptions.SiloName = options.SiloName));
        Options.SiloHostConfigurationDelegates.ForEach(configure => configure(options, builder));
        var host = builder.Build();
        await host.StartAsync();
        var details = host.Services.GetRequiredService<ILocalSiloDetails>();
        var handle = new InProcessSiloHandle
        {
            SiloHost = host,
            InstanceNumber = number,
            Name = details.Name,
            SiloAddress = details.SiloAddress,
            GatewayAddress = details.GatewayAddress,
        };
        lock (_silos)
        {
            _silos.Add(handle);
        }

        return handle;
    }

    private async Task RemoveAsync(InProcessSiloHandle silo)
    {
        await silo.DisposeAsync();
        lock (_silos)
        {
            _silos.Remove(silo);
        }
    }
}
