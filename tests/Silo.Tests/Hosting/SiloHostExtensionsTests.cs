using Microsoft.Extensions.Hosting;

namespace OrleansDrpc.Hosting.Tests;

public sealed class SiloHostExtensionsTests
{
    [Fact]
    public async Task StartAsync_SiloIsOnANetwork_ThreadsAreReadyForItsSlots()
    {
        // More than any other test asks for.
        const int Slots = 30;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["Silo:SiloPort"] = "0";
        builder.Configuration["Silo:GatewayPort"] = "0";
        builder.Configuration["Drpc:WorkersPerSilo"] = $"{Slots}";
        builder.AddDrpcSilo(_ => { });
        using var host = builder.Build();

        await host.StartAsync();
        ThreadPool.GetMinThreads(out var threads, out _);
        await host.StopAsync();

        Assert.InRange(threads, 2 * Slots, int.MaxValue);
    }
}
