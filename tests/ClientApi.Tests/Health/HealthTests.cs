using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Ready_BeforeWhileAndAfter_SaysWhy()
    {
        await using var app = FrontDoor.Build();
        var readiness = app.Services.GetRequiredService<Readiness>();
        var starting = Assert.Throws<DrpcException>(readiness.ThrowIfStarting);
        Assert.Contains("starting", readiness.Obstacle, StringComparison.Ordinal);
        Assert.Equal(DrpcFailureCode.Overloaded, starting.Code);
        Assert.NotNull(starting.Failure.RetryAfter);

        await app.StartFrontDoorAsync(CancellationToken.None).Within("the start");
        Assert.Null(readiness.Obstacle);

        await app.StopAsync().Within("the stop");
        Assert.NotNull(readiness.Obstacle);
    }

    [Fact]
    public async Task Stop_WhileARequestRuns_AnswersItRefusesOthersAndIsNotReady()
    {
        await using var door = await FrontDoor.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await door.Http.GetAsync("/readyz")).StatusCode);
        var gate = Gate.New();
        var running = door.Http.GetAsync("/drpc/hold/" + gate.Key);
        await gate.Reached;

        var stopping = door.StopAsync();
        var ready = await door.Http.GetAsync("/readyz");
        var alive = await door.Http.GetAsync("/healthz");
        var refused = await door.Http.GetAsync("/drpc/echo/x");
        gate.Open();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("stopping", ready.Text(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        refused.AssertStormError(HttpStatusCode.ServiceUnavailable, "SERVER_SHUTDOWN");
        Assert.Equal("passed", (await running.Within("the running request's answer")).Text());
        await stopping;
    }

    [Fact]
    public async Task Stop_RequestOutlastsTheDrainTimeout_IsToldSo()
    {
        await using var door = await FrontDoor.StartAsync(("Drpc:DrainTimeout", "00:00:00.2"));
        var gate = Gate.New();
        var running = door.Http.GetAsync("/drpc/hold/" + gate.Key);
        await gate.Reached;

        await door.StopAsync();

        (await running.Within("its answer")).AssertStormError(HttpStatusCode.ServiceUnavailable, "SERVER_SHUTDOWN");
        await gate.Cancelled;
    }
}
