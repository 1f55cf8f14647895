using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class AttemptTests : DurableDoorTests
{
    [Fact]
    public async Task Attempt_FailsAtFirst_IsReplayedAndEveryFailureKept()
    {
        var luck = Luck.After(failures: 2);
        var id = await Door.Http.SubmitAsync("lucky", luck.Key);

        var state = await Door.Http.EndAsync(id);

        Assert.Equal("succeeded", state.Status());
        var attempts = state.GetProperty("attempts").EnumerateArray().ToArray();
        Assert.Equal([1, 2, 3], attempts.Select(attempt => attempt.GetProperty("number").GetInt32()));
        Assert.All(attempts[..2], attempt => Assert.Contains("no luck yet", attempt.GetProperty("failure").GetProperty("message").GetString(), StringComparison.Ordinal));
        Assert.False(attempts[2].TryGetProperty("failure", out _));
        Assert.Equal(3, luck.Tries);
    }

    [Fact]
    public async Task Attempts_UsedUp_MakeADeadLetterThatCanBeReplayed()
    {
        var luck = Luck.After(failures: 4);
        var id = await Door.Http.SubmitAsync("lucky", luck.Key);

        Assert.Equal("deadLetter", (await Door.Http.EndAsync(id)).Status());
        var result = await Door.Http.ResultAsync(id);
        Assert.Contains("no luck yet", result.AssertProblem(HttpStatusCode.InternalServerError, DrpcFailureCode.FunctionFailed), StringComparison.Ordinal);
        var dead = (await Door.Http.GetAsync($"/v1/dead-letters/{id}")).Json();
        Assert.Equal(luck.Key, dead.GetProperty("argument").GetString());
        Assert.Equal(3, dead.GetProperty("attempts").GetArrayLength());

        var replay = await Door.Http.PostAsync($"/v1/dead-letters/{id}/replay", null);
        Assert.Equal(HttpStatusCode.Accepted, replay.StatusCode);
        var state = await Door.Http.EndAsync(id);
        Assert.Equal("succeeded", state.Status());
        Assert.Equal([1, 2, 3, 1001, 1002], state.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("number").GetInt32()));
        (await Door.Http.GetAsync($"/v1/dead-letters/{id}")).AssertProblem(HttpStatusCode.NotFound, null);
    }

    [Fact]
    public async Task Attempt_OfAFunctionThatHasOne_FailsAndMakesADeadLetter()
    {
        var luck = Luck.After(failures: 1);
        var id = await Door.Http.SubmitAsync("lucky once", luck.Key);

        Assert.Equal("deadLetter", (await Door.Http.EndAsync(id)).Status());
        Assert.Equal(1, luck.Tries);
        await Door.Http.PostAsync($"/v1/dead-letters/{id}/replay", null);

        Assert.Equal("succeeded", (await Door.Http.EndAsync(id)).Status());
        Assert.Equal(2, luck.Tries);
    }

    [Fact]
    public async Task Replay_OnePlace_GetsItThoughNothingElseComes()
    {
        using var folder = new TempFolder();
        await using var door = await DurableDoor.StartAsync(folder, ("Requests:MaxRunning", "1"));
        var luck = Luck.After(failures: 2);

        var id = await door.Http.SubmitAsync("lucky", luck.Key);

        Assert.Equal("succeeded", (await door.Http.EndAsync(id)).Status());
    }

    [Fact]
    public async Task DeadLetters_ListAndDrop()
    {
        var first = await DieAsync();
        var second = await DieAsync();
        var alive = await Door.Http.SubmitAsync("echo", "x");
        await Door.Http.EndAsync(alive);

        Assert.Equal([second, first], await ListAsync(""));
        Assert.Equal([second, first], await ListAsync("?function=lucky"));
        Assert.Empty(await ListAsync("?function=echo"));
        Assert.Equal(HttpStatusCode.NoContent, (await Door.Http.DeleteAsync($"/v1/dead-letters/{first}")).StatusCode);
        (await Door.Http.DeleteAsync($"/v1/dead-letters/{first}")).AssertProblem(HttpStatusCode.NotFound, null);
        (await Door.Http.DeleteAsync($"/v1/dead-letters/{alive}")).AssertProblem(HttpStatusCode.NotFound, null);
        Assert.Equal([second], await ListAsync(""));
        (await Door.Http.GetAsync($"/v1/requests/{first}")).AssertProblem(HttpStatusCode.NotFound, null);
    }

    [Fact]
    public async Task Failure_NoOtherAttemptWouldMend_EndsTheRequestAtOnce()
    {
        var id = await Door.Http.SubmitAsync("refuse", "x");

        var state = await Door.Http.EndAsync(id);

        Assert.Equal("failed", state.Status());
        Assert.Equal(1, state.GetProperty("attempts").GetArrayLength());
        (await Door.Http.ResultAsync(id)).AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument);
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task Expiry_WhileItRuns_EndsItAsTimedOut()
    {
        var gate = Gate.New();
        var id = await Door.Http.SubmitAsync("hold", gate.Key, ("Drpc-Timeout", "0.5"));
        await gate.Reached;

        var state = await Door.Http.EndAsync(id);

        Assert.Equal(("failed", "TimedOut"), (state.Status(), state.GetProperty("failure").GetProperty("code").GetString()));
        await gate.Cancelled;
    }

    [Fact]
    public async Task Expiry_WhileItWaitsForAPlace_EndsItAsTimedOut()
    {
        using var folder = new TempFolder();
        await using var door = await DurableDoor.StartAsync(folder, ("Requests:MaxRunning", "1"), ("Requests:Lease", "00:05:00"));
        var gate = Gate.New();
        var running = await door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;

        var waiting = await door.Http.SubmitAsync("echo", "x", ("Drpc-Timeout", "0.2"));

        Assert.Equal("failed", (await door.Http.EndAsync(waiting)).Status());
        gate.Open();
        Assert.Equal("succeeded", (await door.Http.EndAsync(running)).Status());
    }

    [Fact]
    public async Task Cancel_WhileItRuns_EndsItAndItsCode()
    {
        var gate = Gate.New();
        var id = await Door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;

        var cancelled = await Door.Http.DeleteAsync($"/v1/requests/{id}");

        Assert.True(cancelled.IsSuccessStatusCode, cancelled.Text());
        await gate.Cancelled;
        Assert.Equal("cancelled", (await Door.Http.EndAsync(id)).Status());
        (await Door.Http.ResultAsync(id)).AssertProblem((HttpStatusCode)499, DrpcFailureCode.Cancelled);
        (await Door.Http.DeleteAsync($"/v1/requests/{id}")).AssertProblem(HttpStatusCode.Conflict, null);
    }

    [Fact]
    public async Task Cancel_WhileItWaitsForAPlace_EndsItAtOnce()
    {
        using var folder = new TempFolder();
        await using var door = await DurableDoor.StartAsync(folder, ("Requests:MaxRunning", "1"));
        var gate = Gate.New();
        await door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;
        var waiting = await door.Http.SubmitAsync("echo", "x");

        var cancelled = await door.Http.DeleteAsync($"/v1/requests/{waiting}");

        Assert.Equal((HttpStatusCode.OK, "cancelled"), (cancelled.StatusCode, cancelled.Json().Status()));
        gate.Open();
    }

    [Theory]
    [InlineData("/v1/functions/hold/invoke", 499)]
    [InlineData("/drpc/hold", 400)]
    public async Task Cancel_ACallThatWaits_EndsIt(string path, int status)
    {
        var gate = Gate.New();
        var id = RequestId.New().ToString();
        var body = path.EndsWith("invoke", StringComparison.Ordinal) ? $"\"{gate.Key}\"" : gate.Key;
        var call = Door.Http.PostTextAsync(path, body, (DrpcHttpClient.RequestIdHeader, id));
        await gate.Reached;

        var cancelled = await Door.Http.DeleteAsync($"/v1/requests/{id}");

        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal(status, (int)(await call).StatusCode);
        await gate.Cancelled;
    }

    [Fact]
    public async Task Retention_Over_TheRequestIsForgotten()
    {
        using var folder = new TempFolder();
        await using var door = await DurableDoor.StartAsync(folder, ("Requests:Retention", "00:00:01"));
        var id = await door.Http.SubmitAsync("echo", "x");

        await Waits.Until(
            async () => (await door.Http.GetAsync($"/v1/requests/{id}")).StatusCode == HttpStatusCode.NotFound, "the request to be forgotten");
    }

    private async Task<string> DieAsync()
    {
        var id = await Door.Http.SubmitAsync("lucky", Luck.After(failures: 3).Key);
        Assert.Equal("deadLetter", (await Door.Http.EndAsync(id)).Status());
        return id;
    }

    private async Task<string[]> ListAsync(string query) =>
        [.. (await Door.Http.GetAsync($"/v1/dead-letters{query}")).Json().GetProperty("requests").EnumerateArray().Select(one => one.GetProperty("id").GetString()!)];
}
