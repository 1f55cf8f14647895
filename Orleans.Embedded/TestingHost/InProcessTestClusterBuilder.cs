using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Orleans.TestingHost;

public sealed class InProcessTestClusterBuilder(short initialSilosCount)
{
    private readonly List<Action<InProcessTestSiloSpecificOptions, IHostApplicationBuilder>> _siloHosts = [];
    private readonly List<Action<IHostApplicationBuilder>> _clientHosts = [];

    public InProcessTestClusterBuilder ConfigureSilo(Action<InProcessTestSiloSpecificOptions, ISiloBuilder> configureSiloDelegate)
    {
        _siloHosts.Add((options, host) => host.UseOrleans(silo => configureSiloDelegate(options, silo)));
        return this;
    }

    public InProcessTestClusterBuilder ConfigureClient(Action<IClientBuilder> configureClientDelegate)
    {
        _clientHosts.Add(host => host.UseOrleansClient(configureClientDelegate));
        return this;
    }

    public InProcessTestClusterBuilder ConfigureHost(Action<IHostApplicationBuilder> configureDelegate)
    {
        _siloHosts.Add((_, host) => configureDelegate(host));
        _clientHosts.Add(configureDelegate);
        return this;
    }

    public InProcessTestCluster Build() => new(initialSilosCount, _siloHosts, _clientHosts);
}

public sealed class InProcessTestSiloSpecificOptions
{
    public string SiloName { get; set; } = "";
}
