using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>What a caller of a front door has of its own silo, it has of a silo that pulls, too.</summary>
public sealed class PullingSiloTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private FrontDoor _door = null!;

    public async ValueTask InitializeAsync() => _door = await DurableDoor.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Http_ClientHangsUp_CancelsTheRunningStage(int maxRequests)
    {
        await using var silo = await PullingSilo.StartAsync(_door, maxRequests);

        await CallAndHangUpAsync((gate, cancellationToken) => _door.Http.GetStringAsync("/drpc/hold/" + gate, cancellationToken));

        Assert.Equal("next", await _door.Http.GetStringAsync("/drpc/echo/next"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Thrift_ClientHangsUp_CancelsTheRunningStage(int maxRequests)
    {
        await using var silo = await PullingSilo.StartAsync(_door, maxRequests);
        await using var client = new DrpcThriftClient($"{_door.Clients.Address}", _door.Clients.Port);

        await CallAndHangUpAsync((gate, cancellationToken) => client.ExecuteAsync("hold", gate, null, cancellationToken));

        Assert.Equal("next", await client.ExecuteAsync("echo", "next").Within("the next answer"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Delete_RequestRuns_CancelsItsRunningStage(int maxRequests)
    {
        await using var silo = await PullingSilo.StartAsync(_door, maxRequests);
        var gate = Gate.New();
        var id = await _door.Http.SubmitAsync("hold", gate.Key);
        await ReachedInTheSiloAsync(gate);

        Assert.True((await _door.Http.DeleteAsync($"/v1/requests/{id}")).IsSuccessStatusCode);

        await gate.Cancelled;
        Assert.Equal("cancelled", (await _door.Http.EndAsync(id)).Status());
        Assert.Equal("\"next\"", (await _door.Http.ResultAsync(await _door.Http.SubmitAsync("echo", "next"))).Text());
    }

    [Fact]
    public async Task Thrift_OneOfTwoCallersHangsUp_TheOtherHasItsAnswer()
    {
        await using var silo = await PullingSilo.StartAsync(_door, maxRequests: 2);
        var (stays, leaves) = (Gate.New(), Gate.New());
        var staying = _door.Http.GetStringAsync("/drpc/hold/" + stays.Key);
        using var cancellation = new CancellationTokenSource();
        var leaving = _door.Http.GetAsync("/drpc/hold/" + leaves.Key, cancellation.Token);
        await Task.WhenAll(stays.Reached, leaves.Reached);

        await cancellation.CancelAsync();
        await leaves.Cancelled;
        stays.Open();

        Assert.Equal("passed", await staying.Within("the other's answer"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
    }

    [Fact]
    public async Task Function_HasTooManyRunning_IsRefusedAsBusyAndNeighboursGoOn()
    {
        var few = DrpcFunction.Named("few").WithMaxRunning(1).Takes<string>().Stage<string>(Gate.PassAsync, name: "gate").Returns();
        await using var silo = await PullingSilo.StartAsync(_door, more: few);
        var (first, second) = (Gate.New(), Gate.New());
        var running = _door.Http.GetStringAsync("/drpc/few/" + first.Key);
        await first.Reached;

        var refused = await _door.Http.GetAsync("/drpc/few/" + second.Key).Within("the refusal");
        var durable = await _door.Http.SubmitAsync("few", second.Key);
        Assert.Equal("next", await _door.Http.GetStringAsync("/drpc/echo/next").Within("the neighbour"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("WithMaxRunning", refused.Text(), StringComparison.Ordinal);
        Assert.Equal(0, second.Passages);
        first.Open();
        second.Open();
        Assert.Equal("passed", await running.Within("the first answer"));
        Assert.Equal("\"passed\"", (await _door.Http.ResultAsync(durable)).Text());
        Assert.Single((await _door.Http.StateAsync(durable)).GetProperty("attempts").EnumerateArray(), attempt => !attempt.TryGetProperty("failure", out _));
    }

    [Fact]
    public async Task Function_KnownToTheSiloAlone_HasItsDeadlineFromItsArrivalOn()
    {
        var brief = DrpcFunction.Named("brief").WithDeadline(TimeSpan.FromSeconds(0.5)).Takes<string>().Select(text => text).Returns();
        await using var silo = await PullingSilo.StartAsync(_door, maxRequests: 1, brief);
        var gate = Gate.New();
        var occupying = _door.Http.GetStringAsync("/drpc/hold/" + gate.Key);
        await ReachedInTheSiloAsync(gate);

        var waiting = await _door.Http.GetAsync("/drpc/brief/x").Within("the deadline");
        var listed = (await _door.Http.GetAsync("/v1/functions/brief")).Json();

        Assert.Equal(HttpStatusCode.GatewayTimeout, waiting.StatusCode);
        Assert.Equal(0.5, listed.GetProperty("deadlineSeconds").GetDouble());
        gate.Open();
        Assert.Equal("passed", await occupying.Within("the other answer"));
        Assert.Equal("y", await _door.Http.GetStringAsync("/drpc/brief/y"));
    }

    [Fact]
    public async Task Function_KnownToTheSiloAlone_SharesExecutionsIfItSaysSo()
    {
        var alike = DrpcFunction.Named("alike").CoalesceIdentical().Takes<string>().Stage<string>(Gate.PassAsync, name: "gate").Returns();
        await using var silo = await PullingSilo.StartAsync(_door, more: alike);
        var gate = Gate.New();
        var first = _door.Http.GetStringAsync("/drpc/alike/" + gate.Key);
        await gate.Reached;

        // By the router, which has joined them when it returns.
        var router = _door.Services.GetRequiredService<FunctionRouter>();
        var others = Enumerable.Range(0, 3).Select(_ => router.ExecuteAsync("alike", gate.Key, null, CancellationToken.None)).ToArray();
        gate.Open();

        Assert.Equal("passed", await first.Within("the first answer"));
        Assert.All(await Task.WhenAll(others).Within("the other answers"), answer => Assert.Equal("passed", answer.Value));
        Assert.Equal(1, gate.Passages);
    }

    [Fact]
    public async Task AnswerInPart_IsMarkedAtEveryDoor()
    {
        await using var silo = await PullingSilo.StartAsync(_door);
        await using var thrift = new DrpcThriftClient($"{_door.Clients.Address}", _door.Clients.Port);
        var http = new DrpcHttpClient(_door.Http);
        var gate = Gate.New();
        var (function, key) = (TestFunctions.SoonInPart, gate.Key);

        var byHttp = http.ExecutePartialAsync(function.Name, key);
        var byThrift = thrift.ExecutePartialAsync(function.Name, key);
        var typed = thrift.ExecutePartialAsync(function, key);
        var stored = _door.Http.GetAsync("/drpc/" + Uri.EscapeDataString(function.Name) + "/" + key);
        var submitted = await _door.Http.ResultAsync(await _door.Http.SubmitAsync("in part", key, ("Drpc-Timeout", "5")));

        Assert.Equal(new PartialAnswer<string>("2", 0.75), await byHttp.Within("the answer over HTTP"));
        Assert.Equal(new PartialAnswer<string>("2", 0.75), await byThrift.Within("the answer over Thrift"));
        Assert.Equal(new PartialAnswer<int>(2, 0.75), await typed.Within("the typed answer over Thrift"));
        Assert.Equal("0.75", Assert.Single((await stored.Within("the answer at Storm's address")).Headers.GetValues("Drpc-Coverage")));
        Assert.Equal((HttpStatusCode.OK, "0.75"), (submitted.StatusCode, Assert.Single(submitted.Headers.GetValues("Drpc-Coverage"))));
    }

    [Fact]
    public async Task AnswerIsWhole_NoDoorMarksIt()
    {
        await using var silo = await PullingSilo.StartAsync(_door);
        await using var thrift = new DrpcThriftClient($"{_door.Clients.Address}", _door.Clients.Port);
        var gate = Gate.New();
        gate.Open();

        Assert.Equal(new PartialAnswer<string>("3", null), await thrift.ExecutePartialAsync("in part", gate.Key).Within("the answer"));
        Assert.Equal(new PartialAnswer<string>("3", null), await new DrpcHttpClient(_door.Http).ExecutePartialAsync("in part", gate.Key).Within("the answer"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Submit_FunctionOfSeveralStages_ItsStatusTellsHowFarItIs(int maxRequests)
    {
        await using var silo = await PullingSilo.StartAsync(_door, maxRequests);
        var gate = Gate.New();
        var id = await _door.Http.SubmitAsync("two stages", gate.Key);
        await gate.Reached;

        await Waits.Until(async () => Progress(await _door.Http.StateAsync(id)) == "first of 2", "the status to tell that the first stage has finished");
        using var events = new StreamReader(await _door.Http.GetStreamAsync($"/v1/requests/{id}/events").Within("the stream"));
        await ReadToAsync(events, "event: progress");
        gate.Open();

        Assert.Equal("\"passed\"", (await _door.Http.ResultAsync(id)).Text());
        Assert.Null(Progress(await _door.Http.StateAsync(id)));
    }

    [Fact]
    public async Task Call_WithTheIdOfOneThatRuns_IsRefused()
    {
        await using var silo = await PullingSilo.StartAsync(_door);
        var (gate, id) = (Gate.New(), $"{RequestId.New()}");
        var first = _door.Http.InvokeAsync("hold", $"\"{gate.Key}\"", ("Drpc-Request-Id", id));
        await ReachedInTheSiloAsync(gate);

        var second = await _door.Http.InvokeAsync("hold", $"\"{gate.Key}\"", ("Drpc-Request-Id", id));

        Assert.Contains("running already", second.AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument), StringComparison.Ordinal);
        gate.Open();
        Assert.Equal("\"passed\"", (await first).Text());
        Assert.Equal(1, gate.Passages);
        Assert.Equal("\"x\"", (await _door.Http.InvokeAsync("echo", "\"x\"", ("Drpc-Request-Id", id))).Text());
    }

    [Fact]
    public async Task Silo_IsFullOfOneFunctionsRequests_StillTakesThoseOfOthers()
    {
        await using var silo = await PullingSilo.StartAsync(_door, maxRequests: 4);
        var gate = Gate.New(calls: 3);
        var held = Enumerable.Range(0, 6).Select(_ => _door.Http.GetStringAsync("/drpc/hold/" + gate.Key)).ToArray();
        await gate.Reached;
        await _door.Http.UntilListedAsync("hold", "queued", 3);

        Assert.Equal("other", await _door.Http.GetStringAsync("/drpc/echo/other").Within("the other function's answer"));

        Assert.Equal(3, gate.Passages);
        gate.Open();
        Assert.All(await Task.WhenAll(held).Within("the answers of what was held"), answer => Assert.Equal("passed", answer));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task FrontDoorStops_SiloPulls_DoesNotWaitForItsPulls(int maxRequests)
    {
        await using var silo = await PullingSilo.StartAsync(_door, maxRequests);
        var gate = Gate.New();
        var call = _door.Http.GetStringAsync("/drpc/hold/" + gate.Key);
        await ReachedInTheSiloAsync(gate);

        var stopping = _door.StopAsync();
        gate.Open();

        Assert.Equal("passed", await call.Within("the answer of what ran"));
        await stopping.Within("the front door to stop");
    }

    private static string? Progress(JsonElement state) => state.TryGetProperty("progress", out var progress)
        ? $"{string.Join(' ', progress.GetProperty("finished").EnumerateArray())} of {progress.GetProperty("stages")}"
        : null;

    private static async Task ReadToAsync(StreamReader events, string line)
    {
        while (await events.ReadLineAsync().Within($"'{line}' in the stream") is var next && next != line)
        {
            Assert.NotNull(next);
        }
    }

    // A call of the function that is held, of which only the stage's code can tell that nobody waits any more.
    private async Task CallAndHangUpAsync(Func<string, CancellationToken, Task> hold)
    {
        var gate = Gate.New();
        using var cancellation = new CancellationTokenSource();
        var call = hold(gate.Key, cancellation.Token);
        await ReachedInTheSiloAsync(gate);

        await cancellation.CancelAsync();

        await gate.Cancelled;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private async Task ReachedInTheSiloAsync(Gate gate)
    {
        await gate.Reached;
        await _door.Http.UntilListedAsync("hold", "leased", 1);
    }
}
