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
    public async Task Stopped_ForTenSeconds_SubmitsAreRefusedAndEverythingAcknowledgedEnds()
    {
        await using var door = await StartAsync(lease: "00:00:05", ("Requests:MaxRunning", "4"));
        var gate = Gate.New(calls: 4);
        List<string> running = [];
        List<string> waiting = [];
        for (var number = 0; number < 100; number++)
        {
            (number < 4 ? running : waiting).Add(await door.Http.SubmitAsync("hold", gate.Key));
        }

        await gate.Reached;
        await _server.StopAsync();
        gate.Open();
        for (var stopped = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(stopped) < TimeSpan.FromSeconds(10);)
        {
            using var refused = await door.Http.TrySubmitAsync("echo", "x");
            Assert.Contains("PostgreSQL at", refused.AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.Overloaded), StringComparison.Ordinal);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        await _server.StartAsync();
        foreach (var id in running.Concat(waiting))
        {
            await EndsAsync(door, id, "\"passed\"");
        }

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
