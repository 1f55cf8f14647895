using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Orleans.TestingHost;

public sealed class InProcessTestClusterBuilder(short initialSilosCount)
{
    internal short InitialSilosCount => initialSilosCount;

    internal List<Action<InProcessTestSiloSpecificOptions, IHostApplicationBuilder>> SiloHosts { get; } = [];

    internal List<Action<IHostApplicationBuilder>> ClientHosts { get; } = [];

    public InProcessTestClusterBuilder ConfigureSilo(Action<InProcessTestSiloSpecificOptions, ISiloBuilder> configureSiloDelegate)
    {
        SiloHosts.Add((options, host) => host.UseOrleans(silo => configureSiloDelegate(options, silo)));
        return this;
    }

    public InProcessTestClusterBuilder ConfigureClient(Action<IClientBuilder> configureClientDelegate)
    {
        ClientHosts.Add(host => host.UseOrleansClient(configureClientDelegate));
        return this;
    }

    public InProcessTestClusterBuilder ConfigureHost(Action<IHostApplicationBuilder> configureDelegate)
    {
        SiloHosts.Add((_, host) => configureDelegate(host));
        ClientHosts.Add(configureDelegate);
        return this;
    }

    public InProcessTestCluster Build() => new(this);
}

public sealed class InProcessTestSiloSpecificOptions
{
    public string SiloName { get; set; } = "";
}
