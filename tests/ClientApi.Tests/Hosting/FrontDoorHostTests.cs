using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class FrontDoorHostTests
{
    [Fact]
    public async Task Stop_LongDrain_IsNotCutShortByTheHost()
    {
        await using var app = FrontDoor.Build(("Drpc:DrainTimeout", "00:10:00"));

        Assert.True(app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout > TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Start_TwoOnOneMachine_DoNotMeet()
    {
        await using var one = await FrontDoor.StartAsync();
        await using var two = await FrontDoor.StartAsync();

        Assert.NotEqual(one.Address, two.Address);
        Assert.Equal("x", await one.Http.GetStringAsync("/drpc/echo/x"));
        Assert.Equal("y", await two.Http.GetStringAsync("/drpc/echo/y"));
    }
}
