using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class SubmitTests() : DurableDoorTests(("Requests:MaxOpen", "3"))
{
    [Theory]
    [InlineData("echo", "hello", "\"hello\"")]
    [InlineData("twice", "21", "42")]
    [InlineData("count words", "the cow jumped", "3")]
    public async Task Submit_Text_HasItsResultAsInvokeGivesIt(string function, string argument, string expected)
    {
        var id = await Door.Http.SubmitAsync(function, argument);

        var result = await Door.Http.ResultAsync(id);

        Assert.Equal((HttpStatusCode.OK, expected, "application/json"), (result.StatusCode, result.Text(), result.Content.Headers.ContentType?.MediaType));
        Assert.Equal(id, result.RequestId());
        var state = await Door.Http.StateAsync(id);
        Assert.Equal("succeeded", state.Status());
        var attempt = Assert.Single(state.GetProperty("attempts").EnumerateArray().ToArray());
        Assert.Equal(1, attempt.GetProperty("number").GetInt32());
        Assert.True(attempt.GetProperty("ended").GetDateTimeOffset() >= attempt.GetProperty("started").GetDateTimeOffset());
    }

    [Fact]
    public async Task Submit_Json_TakesTheArgumentAsInvokeDoes()
    {
        var answer = await Door.Http.PostBodyAsync("/v1/functions/echo/submit", "\"a \\\"b\\\"\""u8.ToArray(), "application/json");

        var result = await Door.Http.ResultAsync(answer.Json().GetProperty("id").GetString()!);
        Assert.Equal("\"a \\\"b\\\"\"", result.Text());
    }

    [Fact]
    public async Task Submit_UnknownFunction_IsRefusedAndNotKept()
    {
        (await Door.Http.TrySubmitAsync("nope", "x")).AssertProblem(HttpStatusCode.NotFound, DrpcFailureCode.UnknownFunction);

        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData("twice", "many")]
    [InlineData("double", "{}x")]
    public async Task Submit_BadArgument_IsRefusedAndNotKept(string function, string argument)
    {
        (await Door.Http.TrySubmitAsync(function, argument)).AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument);

        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData("Drpc-Request-Id", "0123456789abcdef0123456789abcdef", "Idempotency-Key")]
    [InlineData("Drpc-Timeout", "soon", "seconds")]
    [InlineData("Drpc-Priority", "urgent", "'batch'")]
    [InlineData("Drpc-Callback", "http://127.0.0.1/", "Requests:CallbackSecret")]
    [InlineData("Idempotency-Key", "", "1 to 255")]
    public async Task Submit_BadHeader_IsRefusedWithWhatToDo(string name, string value, string expected)
    {
        var detail = (await Door.Http.TrySubmitAsync("echo", "x", (name, value))).AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument);

        Assert.Contains(name, name == "Drpc-Callback" ? name : detail, StringComparison.Ordinal);
        Assert.Contains(expected, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_Batch_GoesAfterInteractiveRequestsThatWait()
    {
        using var folder = new TempFolder();
        await using var door = await DurableDoor.StartAsync(folder, ("Requests:MaxRunning", "1"));
        var gates = new[] { Gate.New(), Gate.New(), Gate.New() };
        await door.Http.SubmitAsync("hold", gates[0].Key);
        await gates[0].Reached;
        var batch = await door.Http.SubmitAsync("hold", gates[1].Key, ("Drpc-Priority", "batch"));
        await door.Http.SubmitAsync("hold", gates[2].Key);

        gates[0].Open();
        await gates[2].Reached;

        Assert.Equal(0, gates[1].Passages);
        Assert.Equal("batch", (await door.Http.StateAsync(batch)).GetProperty("priority").GetString());
        gates[2].Open();
        await gates[1].Reached;
        gates[1].Open();
    }

    [Fact]
    public async Task Submit_AnswerInPart_TellsWhatItCovers()
    {
        var gate = Gate.New();

        var id = await Door.Http.SubmitAsync("in part", gate.Key, ("Drpc-Timeout", "1"));
        var result = await Door.Http.ResultAsync(id);

        Assert.Equal((HttpStatusCode.OK, "2"), (result.StatusCode, result.Text()));
        Assert.Equal("0.75", Assert.Single(result.Headers.GetValues("Drpc-Coverage")));
        Assert.Equal(0.75, (await Door.Http.StateAsync(id)).GetProperty("coverage").GetDouble());
        Assert.Contains("\"coverage\":0.75", await Door.Http.GetStringAsync($"/v1/requests/{id}/events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WholeAnswer_TellsNoCoverage()
    {
        var gate = Gate.New();
        gate.Open();

        var id = await Door.Http.SubmitAsync("in part", gate.Key);
        var result = await Door.Http.ResultAsync(id);

        Assert.Equal("3", result.Text());
        Assert.False(result.Headers.Contains("Drpc-Coverage"));
        Assert.False((await Door.Http.StateAsync(id)).TryGetProperty("coverage", out _));
    }

    [Fact]
    public async Task Submit_TooManyOpen_IsRefusedUntilOneEnds()
    {
        var gates = new[] { Gate.New(), Gate.New(), Gate.New() };
        var ids = new List<string>();
        foreach (var gate in gates)
        {
            ids.Add(await Door.Http.SubmitAsync("hold", gate.Key));
        }

        var refused = await Door.Http.TrySubmitAsync("echo", "x");

        Assert.Contains("Requests:MaxOpen", refused.AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.Overloaded), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        foreach (var gate in gates)
        {
            gate.Open();
        }

        foreach (var id in ids)
        {
            Assert.Equal("\"passed\"", (await Door.Http.ResultAsync(id)).Text());
        }
    }

    [Fact]
    public async Task Submit_ManyAtOnce_NoMoreAreTakenThanMayBeOpen()
    {
        var gate = Gate.New();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Door.Http.TrySubmitAsync("hold", gate.Key)));

        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        Assert.Equal(3, (await ListAsync()).Count);
        gate.Open();
    }

    [Fact]
    public async Task Submit_TooManyBytesOpen_IsRefusedUntilTheyEnd()
    {
        using var folder = new TempFolder();
        await using var door = await DurableDoor.StartAsync(folder, ("Requests:MaxOpenBytes", "100"));
        var gate = Gate.New();
        var first = await door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;

        var refused = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => door.Http.TrySubmitAsync("echo", new string('x', 19))));
        var small = await door.Http.SubmitAsync("echo", new string('x', 18));

        Assert.All(refused, answer => Assert.Contains(
            "Requests:MaxOpenBytes", answer.AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.Overloaded), StringComparison.Ordinal));
        gate.Open();
        await door.Http.EndAsync(first);
        await door.Http.EndAsync(small);
        await Waits.Until(
            async () => (await door.Http.TrySubmitAsync("echo", new string('x', 50))).StatusCode == HttpStatusCode.Accepted, "the room to be free again");
    }

    [Fact]
    public async Task Submit_CancelledWhileTheyWait_AreNotHeld()
    {
        using var folder = new TempFolder();
        await using var door = await DurableDoor.StartAsync(folder, ("Requests:MaxRunning", "1"));
        var gate = Gate.New();
        await door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;

        for (var number = 0; number < 300; number++)
        {
            var id = await door.Http.SubmitAsync("echo", "x");
            Assert.True((await door.Http.DeleteAsync($"/v1/requests/{id}")).IsSuccessStatusCode);
        }

        var last = await door.Http.SubmitAsync("echo", "y");
        Assert.InRange(door.Services.GetRequiredService<DurableRuns>().Waiting, 1, 102);
        gate.Open();
        Assert.Equal("\"y\"", (await door.Http.ResultAsync(last)).Text());
    }

    [Theory]
    [InlineData("-Infinity")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e300")]
    [InlineData("-1")]
    [InlineData("301")]
    public async Task Result_BadWait_IsRefused(string wait)
    {
        var id = await Door.Http.SubmitAsync("echo", "x");

        var detail = (await Door.Http.GetAsync($"/v1/requests/{id}/result?wait={wait}")).AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument);

        Assert.StartsWith("wait", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_NotThereYet_Is202UntilItIs()
    {
        var gate = Gate.New();
        var id = await Door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;

        var before = await Door.Http.ResultAsync(id, wait: 0.05);
        var waiting = Door.Http.ResultAsync(id);
        gate.Open();

        Assert.Equal((HttpStatusCode.Accepted, "open"), (before.StatusCode, before.Json().Status()));
        Assert.Equal("\"passed\"", (await waiting).Text());
    }

    [Fact]
    public async Task Get_WhileItRuns_TellsWhichStagesHaveFinished()
    {
        var gate = Gate.New();
        var id = await Door.Http.SubmitAsync("two stages", gate.Key);
        await gate.Reached;

        await Waits.Until(
            async () => (await ProgressAsync(id)).GetProperty("finished").EnumerateArray().Select(stage => stage.GetString()).SequenceEqual(["first"]),
            "the first stage, and no other one, to have finished");
        Assert.Equal(2, (await ProgressAsync(id)).GetProperty("stages").GetInt32());
        gate.Open();
        Assert.Equal("succeeded", (await Door.Http.EndAsync(id)).Status());
    }

    [Theory]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("nonsense")]
    public async Task Get_NoSuchRequest_Is404(string id)
    {
        foreach (var path in new[] { $"/v1/requests/{id}", $"/v1/requests/{id}/result", $"/v1/requests/{id}/events" })
        {
            Assert.Contains(id, (await Door.Http.GetAsync(path)).AssertProblem(HttpStatusCode.NotFound, null), StringComparison.Ordinal);
        }

        (await Door.Http.DeleteAsync($"/v1/requests/{id}")).AssertProblem(HttpStatusCode.NotFound, null);
    }

    [Fact]
    public async Task List_Pages_BringEveryRequestOnceNewestFirst()
    {
        List<string> ids = [];
        for (var number = 0; number < 5; number++)
        {
            ids.Add(await Door.Http.SubmitAsync("echo", $"{number}"));
            await Door.Http.EndAsync(ids[^1]);
        }

        List<string> listed = [];
        for (string? next = ""; next is not null;)
        {
            var page = (await Door.Http.GetAsync($"/v1/requests?status=succeeded&function=echo&limit=2{(next == "" ? "" : $"&before={next}")}")).Json();
            listed.AddRange(page.GetProperty("requests").EnumerateArray().Select(request => request.GetProperty("id").GetString()!));
            next = page.TryGetProperty("next", out var more) ? more.GetString() : null;
        }

        ids.Reverse();
        Assert.Equal(ids, listed);
        Assert.Empty((await Door.Http.GetAsync("/v1/requests?status=open")).Json().GetProperty("requests").EnumerateArray());
    }

    [Theory]
    [InlineData("status=odd", "status")]
    [InlineData("limit=0", "limit")]
    [InlineData("before=x", "before")]
    public async Task List_BadQuery_IsRefused(string query, string expected) => Assert.StartsWith(
        expected,
        (await Door.Http.GetAsync($"/v1/requests?{query}")).AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument),
        StringComparison.Ordinal);

    [Fact]
    public async Task Submit_NoStore_IsRefusedWithWhatToDo()
    {
        await using var without = await FrontDoor.StartAsync();

        var detail = (await without.Http.TrySubmitAsync("echo", "x")).AssertProblem(HttpStatusCode.NotImplemented, null);

        Assert.Contains("--store file", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_DirectoryThatCannotBeMade_IsRefusedAndTheRestIsServed()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "requests"), "");
        await using var door = await DurableDoor.StartAsync(folder);

        var refused = await door.Http.TrySubmitAsync("echo", "x");

        Assert.Contains("cannot be made", refused.AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.Overloaded), StringComparison.Ordinal);
        Assert.Equal("\"x\"", (await door.Http.InvokeAsync("echo", "\"x\"")).Text());
    }

    [Fact]
    public async Task Submit_AnotherFrontDoorHasTheDirectory_IsRefusedUntilThatStops()
    {
        var id = await Door.Http.SubmitAsync("echo", "x");
        await Door.Http.EndAsync(id);
        await using var second = await DurableDoor.StartAsync(Folder);

        var refused = await second.Http.TrySubmitAsync("echo", "y");

        Assert.Contains("another process", refused.AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.Overloaded), StringComparison.Ordinal);
        await Door.StopAsync();
        await Waits.Until(
            async () => (await second.Http.TrySubmitAsync("echo", "y")).StatusCode == HttpStatusCode.Accepted, "the second front door to have the directory");
        Assert.Equal("\"x\"", (await second.Http.ResultAsync(id)).Text());
    }

    private async Task<System.Text.Json.JsonElement> ProgressAsync(string id) => (await Door.Http.StateAsync(id)).GetProperty("progress");

    private async Task<IReadOnlyList<System.Text.Json.JsonElement>> ListAsync() =>
        [.. (await Door.Http.GetAsync("/v1/requests")).Json().GetProperty("requests").EnumerateArray()];
}
