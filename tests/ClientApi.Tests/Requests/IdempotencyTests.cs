using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class IdempotencyTests : DurableDoorTests
{
    private const string Key = "Idempotency-Key";

    [Fact]
    public async Task Submit_SameKeyAndArgument_JoinsWhileItRunsAndKeepsTheResult()
    {
        var gate = Gate.New();
        var id = await Door.Http.SubmitAsync("hold", gate.Key, (Key, "a"));

        Assert.Equal(id, await Door.Http.SubmitAsync("hold", gate.Key, (Key, "a")));
        gate.Open();
        await Door.Http.EndAsync(id);
        var later = await Door.Http.TrySubmitAsync("hold", gate.Key, (Key, "a"));

        Assert.Equal((HttpStatusCode.OK, id, "succeeded"), (later.StatusCode, later.RequestId(), later.Json().Status()));
        Assert.Equal(1, gate.Passages);
    }

    [Fact]
    public async Task Submit_SameKeyOtherArgument_IsRefused()
    {
        var id = await Door.Http.SubmitAsync("echo", "x", (Key, "b"));

        var detail = (await Door.Http.TrySubmitAsync("echo", "y", (Key, "b"))).AssertProblem(HttpStatusCode.UnprocessableEntity, null);

        Assert.Contains(id, detail, StringComparison.Ordinal);
        Assert.NotEqual(id, await Door.Http.SubmitAsync("letters", "y", (Key, "b")));
    }

    [Fact]
    public async Task Invoke_WithKey_RunsOnceHoweverOftenItIsCalled()
    {
        var luck = Luck.After(failures: 0);

        var first = await Door.Http.InvokeAsync("lucky", $"\"{luck.Key}\"", (Key, "c"));
        var second = await Door.Http.InvokeAsync("lucky", $"\"{luck.Key}\"", (Key, "c"));

        Assert.Equal(("\"lucky\"", "\"lucky\""), (first.Text(), second.Text()));
        Assert.Equal(first.RequestId(), second.RequestId());
        Assert.Equal(1, luck.Tries);
    }

    [Fact]
    public async Task Storm_WithKey_IsTheSameRequestAsAtInvokeAndRefusedWithAnotherArgument()
    {
        var luck = Luck.After(failures: 0);

        var first = await Door.Http.PostTextAsync("/drpc/lucky", luck.Key, [(Key, "s")]);
        using var inThePath = new HttpRequestMessage(HttpMethod.Get, "/drpc/lucky/" + luck.Key);
        inThePath.Headers.Add(Key, "s");
        var second = await Door.Http.SendAsync(inThePath);
        var third = await Door.Http.InvokeAsync("lucky", $"\"{luck.Key}\"", (Key, "s"));
        var other = await Door.Http.PostTextAsync("/drpc/lucky", "another", [(Key, "s")]);

        Assert.Equal(("lucky", "lucky", "\"lucky\""), (first.Text(), second.Text(), third.Text()));
        Assert.Equal((first.RequestId(), first.RequestId()), (second.RequestId(), third.RequestId()));
        Assert.Equal(1, luck.Tries);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Contains(first.RequestId()!, other.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storm_WithKeyOfAnUnknownFunction_IsRefusedAtOnceAndNotRecorded()
    {
        var answer = await Door.Http.PostTextAsync("/drpc/nope", "x", [(Key, "t")]).Within("the refusal");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(0, (await Door.Http.GetAsync("/v1/requests?function=nope")).Json().GetProperty("requests").GetArrayLength());
    }

    [Fact]
    public async Task Invoke_WithKeyAndIdRepeated_Joins()
    {
        var luck = Luck.After(failures: 0);
        var id = RequestId.New().ToString();

        await Door.Http.InvokeAsync("lucky", $"\"{luck.Key}\"", (Key, "f"), ("Drpc-Request-Id", id));
        var again = await Door.Http.InvokeAsync("lucky", $"\"{luck.Key}\"", (Key, "f"), ("Drpc-Request-Id", id));

        Assert.Equal(("\"lucky\"", id), (again.Text(), again.RequestId()));
        Assert.Equal(1, luck.Tries);
    }

    [Fact]
    public async Task Invoke_WithTheIdOfAnotherKey_IsAConflict()
    {
        var id = RequestId.New().ToString();
        await Door.Http.InvokeAsync("echo", "\"x\"", (Key, "g"), ("Drpc-Request-Id", id));

        var refusal = await Door.Http.InvokeAsync("echo", "\"x\"", (Key, "h"), ("Drpc-Request-Id", id));

        Assert.Contains(id, refusal.AssertProblem(HttpStatusCode.Conflict, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_WithKey_WaitsWithoutAskingTheStoreAllTheTime()
    {
        using var folder = new TempFolder();
        var store = new WatchedStore(folder);
        await using var door = await DurableDoor.StartAsync(store);
        var gate = Gate.New();
        var waiting = door.Http.InvokeAsync("hold", $"\"{gate.Key}\"", (Key, "f"));
        await gate.Reached;

        for (var number = 0; number < 100; number++)
        {
            Assert.Equal("\"x\"", (await door.Http.InvokeAsync("echo", "\"x\"")).Text());
        }

        Assert.InRange(store.Reads, 0, 2);
        gate.Open();
        Assert.Equal("\"passed\"", (await waiting).Text());
    }

    [Fact]
    public async Task Invoke_WithKeyThatRuns_WaitsNoLongerThanItsOwnTimeout()
    {
        var gate = Gate.New();
        var first = Door.Http.InvokeAsync("hold", $"\"{gate.Key}\"", (Key, "t"));
        await gate.Reached;

        var second = await Door.Http.InvokeAsync("hold", $"\"{gate.Key}\"", (Key, "t"), ("Drpc-Timeout", "0.5"));

        Assert.Contains("same key", second.AssertProblem(HttpStatusCode.GatewayTimeout, DrpcFailureCode.TimedOut), StringComparison.Ordinal);
        gate.Open();
        Assert.Equal("\"passed\"", (await first).Text());
        Assert.Equal(second.RequestId(), (await first).RequestId());
        Assert.Equal(1, gate.Passages);
    }

    [Fact]
    public async Task Invoke_WithKey_WaitsNoLongerThanTheFunctionsDeadlineAndTheRequestGoesOn()
    {
        using var folder = new TempFolder();
        await using var door = await DurableDoor.StartAsync(folder, ("Drpc:DefaultDeadline", "00:00:01"));
        var gate = Gate.New(calls: 2);

        var late = await door.Http.InvokeAsync("hold", $"\"{gate.Key}\"", (Key, "d"));
        await gate.Reached;
        gate.Open();

        late.AssertProblem(HttpStatusCode.GatewayTimeout, DrpcFailureCode.TimedOut);
        Assert.Equal("\"passed\"", (await door.Http.InvokeAsync("hold", $"\"{gate.Key}\"", (Key, "d"))).Text());
    }

    [Fact]
    public async Task Invoke_WithKeyAnswerInPart_TellsWhatItCovers()
    {
        var gate = Gate.New();

        var answer = await Door.Http.InvokeAsync("in part", $"\"{gate.Key}\"", (Key, "e"), ("Drpc-Timeout", "1"));

        Assert.Equal("2", answer.Text());
        Assert.Equal("0.75", Assert.Single(answer.Headers.GetValues("Drpc-Coverage")));
    }

    [Fact]
    public async Task Invoke_WithKeyClientHangsUp_TheRequestGoesOnAndTheKeyFindsIt()
    {
        var gate = Gate.New();
        using (var hangUp = new CancellationTokenSource())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/functions/hold/invoke") { Content = new StringContent($"\"{gate.Key}\"") };
            request.Headers.Add(Key, "d");
            var lost = Door.Http.SendAsync(request, hangUp.Token);
            await gate.Reached;
            await hangUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
        }

        gate.Open();
        var again = await Door.Http.InvokeAsync("hold", $"\"{gate.Key}\"", (Key, "d"));

        Assert.Equal("\"passed\"", again.Text());
        Assert.Equal(1, gate.Passages);
    }
}
