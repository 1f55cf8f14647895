using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.Hosting.Tests;

public sealed class PullingHostExtensionsTests
{
    [Fact]
    public void PullFromDrpcServers_BeforeTheSilo_SaysWhatComesFirst()
    {
        var builder = new HostApplicationBuilder();

        var failure = Assert.Throws<InvalidOperationException>(() => builder.PullFromDrpcServers());

        Assert.Contains("Call AddDrpcSilo before", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_OptionsAreWrong_NamesAllMistakes()
    {
        using var host = Build(drpc => drpc.AddFunction(DrpcFunction.Named("f").Takes<string>().Select(text => text).Returns()), "nowhere", 0);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(2, failure.Failures.Count());
    }

    [Fact]
    public async Task StartAsync_SiloHasNoFunctions_SaysSo()
    {
        using var host = Build(_ => { }, "localhost:3773", 64);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("no functions", failure.Message, StringComparison.Ordinal);
    }

    private static IHost Build(Action<DrpcBuilder> configure, string servers, int maxRequests)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["Silo:SiloPort"] = "0";
        builder.Configuration["Silo:GatewayPort"] = "0";
        builder.Configuration["DrpcServers:Servers"] = servers;
        builder.Configuration["DrpcServers:MaxRequests"] = $"{maxRequests}";
        builder.AddDrpcSilo(configure);
        builder.PullFromDrpcServers();
        return builder.Build();
    }
}
