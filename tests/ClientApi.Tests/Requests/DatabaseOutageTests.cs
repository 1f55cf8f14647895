using System.Net;
using OrleansDrpc.Storage.Tests;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A database that is away for a while, under a front door that runs.</summary>
[Collection(ProcessTests.Name)]
public sealed class DatabaseOutageTests : IAsyncLifetime
{
    private PostgresServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        _server = await PostgresServer.StartNewAsync();
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    [Fact]
    public async Task Stopped_ForLessThanALease_RunningRequestsFinishAndSubmitsAreRefusedMeanwhile()
    {
        await using var door = await StartAsync(lease: "00:05:00");
        var gate = Gate.New();
        var running = await door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;

        await _server.StopAsync();
        var refused = await door.Http.TrySubmitAsync("echo", "x");
        gate.Open();
        var plain = await door.Http.InvokeAsync("echo", "\"y\"");
        await _server.StartAsync();

        var detail = refused.AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.Overloaded);
        Assert.Contains("Durable requests cannot be served now", detail, StringComparison.Ordinal);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("\"y\"", plain.Text());
        await EndsAsync(door, running, "\"passed\"");
        Assert.Equal(1, gate.Passages);
        await SubmitsAgainAsync(door);
    }

    [Fact]
    public async Task Stopped_ForLongerThanALease_WhatRunsStopsAndRunsAgain()
    {
        await using var door = await StartAsync(lease: "00:00:01");
        var gate = Gate.New();
        var running = await door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;

        await _server.StopAsync();
        await gate.Cancelled;
        await _server.StartAsync();
        gate.Open();

        await EndsAsync(door, running, "\"passed\"");
        Assert.Equal(2, gate.Passages);
        await SubmitsAgainAsync(door);
    }

    [Fact]
    public async Task Stopped_ForLongerThanALease_WhatHasASingleAttemptIsADeadLetter()
    {
        await using var door = await StartAsync(lease: "00:00:01");
        var gate = Gate.New();
        var running = await door.Http.SubmitAsync("hold once", gate.Key);
        await gate.Reached;

        await _server.StopAsync();
        await gate.Cancelled;
        await _server.StartAsync();
        gate.Open();

        await Waits.Until(async () => await StatusAsync(door, running) == "deadLetter", "the request to be a dead letter");
        Assert.Equal(1, gate.Passages);
    }

    [Fact]
    public async Task Stopped_ForTenSeconds_SubmitsAreRefusedAndEverythingAcknowledgedEnds()
    {
        await using var door = await StartAsync(lease: "00:00:05", ("Requests:MaxRunning", "4"));
        var (gate, passing) = (Gate.New(calls: 4), Gate.New());
        passing.Open();
        List<string> running = [];
        List<string> waiting = [];
        for (var number = 0; number < 4; number++)
        {
            // One has a single attempt, which must not be lost.
            running.Add(await door.Http.SubmitAsync(number == 0 ? "hold once" : "hold", gate.Key));
        }

        await gate.Reached;
        for (var number = 0; number < 96; number++)
        {
            waiting.Add(await door.Http.SubmitAsync("hold", passing.Key));
        }

        // What runs ends within the lease, but long before there is a database again.
        await _server.StopAsync();
        await RefusedForAsync(door, TimeSpan.FromSeconds(3));
        gate.Open();
        await RefusedForAsync(door, TimeSpan.FromSeconds(7));
        Assert.Equal(0, passing.Passages);
        await _server.StartAsync();

        foreach (var id in running.Concat(waiting))
        {
            await EndsAsync(door, id, "\"passed\"");
        }

        Assert.Equal((4, 96), (gate.Passages, passing.Passages));
        await SubmitsAgainAsync(door);
    }

    [Fact]
    public async Task Away_AtTheStart_TheFrontDoorServesTheRestAndComesByIt()
    {
        var database = await _server.CreateDatabaseAsync();
        await _server.StopAsync();
        await using var door = await FrontDoor.StartAsync(("Requests:Store", "Postgres"), ("Requests:ConnectionString", database));

        Assert.Equal("\"y\"", (await door.Http.InvokeAsync("echo", "\"y\"")).Text());
        (await door.Http.TrySubmitAsync("echo", "x")).AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.Overloaded);
        await _server.StartAsync();

        await SubmitsAgainAsync(door);
    }

    private async Task<FrontDoor> StartAsync(string lease, params (string Key, string Value)[] settings) => await FrontDoor.StartAsync(
        [("Requests:Store", "Postgres"), ("Requests:ConnectionString", await _server.CreateDatabaseAsync()), ("Requests:Lease", lease), .. settings]);

    private static async Task RefusedForAsync(FrontDoor door, TimeSpan time)
    {
        for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < time;)
        {
            using var refused = await door.Http.TrySubmitAsync("echo", "x");
            Assert.Contains("PostgreSQL at", refused.AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.Overloaded), StringComparison.Ordinal);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static async Task<string?> StatusAsync(FrontDoor door, string id)
    {
        using var answer = await door.Http.GetAsync($"/v1/requests/{id}");
        return answer.StatusCode == HttpStatusCode.OK ? answer.Json().Status() : null;
    }

    private static Task EndsAsync(FrontDoor door, string id, string answer) => Waits.Until(
        async () =>
        {
            using var result = await door.Http.ResultAsync(id, wait: 1);
            return result.StatusCode == HttpStatusCode.OK && result.Text() == answer;
        },
        "the request to have its answer");

    private static Task SubmitsAgainAsync(FrontDoor door) => Waits.Until(
        async () =>
        {
            using var answer = await door.Http.TrySubmitAsync("echo", "z");
            return answer.StatusCode == HttpStatusCode.Accepted;
        },
        "submits to be taken again");
}
