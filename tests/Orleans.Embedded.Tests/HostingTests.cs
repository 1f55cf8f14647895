using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded.Tests;

public sealed class HostingTests
{
    [Fact]
    public async Task Silos_WithOnePrimary_AreOneCluster_AndAClientFindsThemByTheGateway()
    {
        using var first = await SiloAsync(silo => silo.UseLocalhostClustering(21111, 31111));
        using var second = await SiloAsync(silo => silo.UseLocalhostClustering(21112, 31112, new IPEndPoint(IPAddress.Loopback, 21111)));
        using var other = await SiloAsync(silo => silo.UseLocalhostClustering(21113, 31113));
        using var client = await ClientAsync(31112);

        Assert.Equal(2, Members(first));
        Assert.Equal(2, Members(second));
        Assert.Equal(1, Members(other));
        Assert.Equal(1, await client.Services.GetRequiredService<IClusterClient>().GetGrain<ICounterGrain>("hosting").IncrementAsync());
        Assert.Equal(2, await first.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("hosting").IncrementAsync());
        Assert.Equal(1, await other.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("hosting").IncrementAsync());
    }

    [Theory]
    [InlineData(21121, 31199)]
    [InlineData(21199, 31121)]
    public async Task Silo_OnAUsedPort_FailsToStartAndSaysWhy(int siloPort, int gatewayPort)
    {
        using var first = await SiloAsync(silo => silo.UseLocalhostClustering(21121, 31121));

        var failure = await SiloAsync(silo => silo.UseLocalhostClustering(siloPort, gatewayPort)).Fails<OrleansConfigurationException>("the refusal");

        Assert.Contains($"silo port {siloPort} or gateway port {gatewayPort} is used", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_OnThePortOfAStoppedOne_Starts()
    {
        using var first = await SiloAsync(silo => silo.UseLocalhostClustering(21131, 31131));
        await first.StopAsync();

        using var second = await SiloAsync(silo => silo.UseLocalhostClustering(21131, 31131));

        Assert.Equal(1, Members(second));
    }

    [Fact]
    public async Task Silo_OnPortZero_GetsAPortOfItsOwn()
    {
        using var first = await SiloAsync(silo => silo.UseLocalhostClustering(0, 0));
        using var second = await SiloAsync(silo => silo.UseLocalhostClustering(0, 0));

        Assert.NotEqual(Address(first).Endpoint.Port, Address(second).Endpoint.Port);
        Assert.Equal(1, Members(first));
    }

    [Fact]
    public async Task Client_WithoutASilo_FailsToStartAndSaysWhy()
    {
        var failure = await ClientAsync(31149).Fails<SiloUnavailableException>("the refusal");

        Assert.Contains("has gateway port 31149", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_OfAnotherCluster_FailsToStart()
    {
        using var silo = await SiloAsync(builder => builder.UseLocalhostClustering(21151, 31151, serviceId: "s", clusterId: "theirs"));

        await ClientAsync(31151).Fails<SiloUnavailableException>("the refusal");
    }

    [Fact]
    public async Task Silo_WithoutClustering_FailsToStartAndSaysWhy()
    {
        var failure = await SiloAsync(_ => { }).Fails<OrleansConfigurationException>("the refusal");

        Assert.Contains("UseLocalhostClustering", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_WithACollectionAgeBelowTheQuantum_FailsToStart() =>
        await SiloAsync(silo => silo.UseLocalhostClustering(0, 0).Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromSeconds(1)))
            .Fails<OrleansConfigurationException>("the refusal");

    [Fact]
    public async Task WebApplication_WithASilo_OffersItsServices()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.UseOrleans(silo => silo.UseLocalhostClustering(0, 0).Configure<SiloOptions>(options => options.SiloName = "web"));
        await using var app = builder.Build();
        var silo = app.Services.GetServices<IHostedService>().OfType<Silo>().Single();

        await silo.StartAsync(default);

        Assert.Equal("web", app.Services.GetRequiredService<ILocalSiloDetails>().Name);
        Assert.Equal(1, await app.Services.GetRequiredService<IClusterClient>().GetGrain<ICounterGrain>("web").IncrementAsync());
    }

    [Fact]
    public async Task Factory_OfAStoppedSilo_RefusesCalls()
    {
        using var host = await SiloAsync(silo => silo.UseLocalhostClustering(0, 0));
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("stopped");
        await grain.IncrementAsync();
        await host.StopAsync();

        await grain.IncrementAsync().Fails<SiloUnavailableException>("the refusal");
    }

    private static async Task<IHost> SiloAsync(Action<ISiloBuilder> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(configure);
        return await StartAsync(builder.Build());
    }

    private static async Task<IHost> ClientAsync(int gatewayPort)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client.UseLocalhostClustering(gatewayPort));
        return await StartAsync(builder.Build());
    }

    private static async Task<IHost> StartAsync(IHost host)
    {
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static SiloAddress Address(IHost host) => host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;

    private static int Members(IHost host) => host.Services.GetRequiredService<IClusterMembershipService>().CurrentSnapshot.Members.Count;
}
