using System.Net;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Front doors that are stopped as they should be, with durable requests open.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stop_RunningRequest_HasTheTimeToDrain()
    {
        var gate = Gate.New();
        string id;
        await using (var door = await DurableDoor.StartAsync(_folder))
        {
            id = await door.Http.SubmitAsync("hold", gate.Key);
            await gate.Reached;
            var stopping = door.StopAsync();
            gate.Open();
            await stopping;
        }

        await using var restarted = await DurableDoor.StartAsync(_folder);
        Assert.Equal(1, gate.Passages);
        Assert.Equal("\"passed\"", (await restarted.Http.ResultAsync(id)).Text());
        Assert.Equal(1, gate.Passages);
    }

    [Fact]
    public async Task Stop_DrainIsOver_TheRequestGoesOnAfterTheRestart()
    {
        var gate = Gate.New();
        string id;
        await using (var door = await DurableDoor.StartAsync(_folder, ("Drpc:DrainTimeout", "00:00:00.1")))
        {
            id = await door.Http.SubmitAsync("hold", gate.Key);
            await gate.Reached;
        }

        gate.Open();
        await using var restarted = await DurableDoor.StartAsync(_folder);
        Assert.Equal("\"passed\"", (await restarted.Http.ResultAsync(id)).Text());
        var attempts = (await restarted.Http.StateAsync(id)).GetProperty("attempts").EnumerateArray().ToArray();
        Assert.Equal([1, 2], attempts.Select(attempt => attempt.GetProperty("number").GetInt32()));
        Assert.Equal("ShuttingDown", attempts[0].GetProperty("failure").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Stop_DrainIsOverForASingleAttempt_TheRequestIsADeadLetterAndDoesNotRunAgain()
    {
        var gate = Gate.New();
        string id;
        await using (var door = await DurableDoor.StartAsync(_folder, ("Drpc:DrainTimeout", "00:00:00.1")))
        {
            id = await door.Http.SubmitAsync("hold once", gate.Key);
            await gate.Reached;
        }

        gate.Open();
        await using var restarted = await DurableDoor.StartAsync(_folder);
        var state = await restarted.Http.EndAsync(id);
        Assert.Equal(("deadLetter", "ShuttingDown"), (state.Status(), state.GetProperty("failure").GetProperty("code").GetString()));
        Assert.Equal(1, gate.Passages);
    }

    [Fact]
    public async Task Death_DuringASingleAttempt_TheRequestIsADeadLetterUntilItIsReplayed()
    {
        var gate = Gate.New();
        gate.Open();
        var id = RequestId.New();
        var now = TimeProvider.System.GetUtcNow();
        await using (var dying = DurableDoor.Store(_folder))
        {
            await dying.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(1), CancellationToken.None);
            await dying.AddAsync(new NewRequest(id, "hold once", gate.Key, now, now.AddMinutes(5)), CancellationToken.None);
            Assert.True(await dying.StartAttemptAsync(id, 1, now, CancellationToken.None));
        }

        await using var restarted = await DurableDoor.StartAsync(_folder);
        var state = await restarted.Http.EndAsync($"{id}");
        Assert.Equal(("deadLetter", "SiloLost"), (state.Status(), state.GetProperty("failure").GetProperty("code").GetString()));
        Assert.Equal(0, gate.Passages);
        await restarted.Http.PostAsync($"/v1/dead-letters/{id}/replay", null);
        Assert.Equal("\"passed\"", (await restarted.Http.ResultAsync($"{id}")).Text());
    }

    [Fact]
    public async Task Key_AfterARestart_StillNamesItsRequest()
    {
        string id;
        await using (var door = await DurableDoor.StartAsync(_folder))
        {
            id = await door.Http.SubmitAsync("echo", "x", ("Idempotency-Key", "k"));
            await door.Http.EndAsync(id);
        }

        await using var restarted = await DurableDoor.StartAsync(_folder);
        var again = await restarted.Http.TrySubmitAsync("echo", "x", ("Idempotency-Key", "k"));
        var other = await restarted.Http.TrySubmitAsync("echo", "y", ("Idempotency-Key", "k"));

        Assert.Equal((HttpStatusCode.OK, id), (again.StatusCode, again.RequestId()));
        other.AssertProblem(HttpStatusCode.UnprocessableEntity, null);
    }

    [Fact]
    public async Task Stop_ManyOpen_AllEndAfterTheRestart()
    {
        var gate = Gate.New();
        List<string> ids = [];
        await using (var door = await DurableDoor.StartAsync(_folder, ("Requests:MaxRunning", "1"), ("Drpc:DrainTimeout", "00:00:00.1")))
        {
            ids.Add(await door.Http.SubmitAsync("hold", gate.Key));
            await gate.Reached;
            for (var number = 0; number < 300; number++)
            {
                ids.Add(await door.Http.SubmitAsync("echo", $"{number}"));
            }
        }

        gate.Open();
        await using var restarted = await DurableDoor.StartAsync(_folder, ("Requests:MaxRunning", "2"));
        foreach (var id in ids)
        {
            Assert.Equal(HttpStatusCode.OK, (await restarted.Http.ResultAsync(id)).StatusCode);
        }
    }

    [Fact]
    public async Task Stop_Submits_AreRefused()
    {
        var gate = Gate.New();
        await using var door = await DurableDoor.StartAsync(_folder);
        await door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;
        using var raw = new HttpClient { BaseAddress = door.Address };
        Assert.Equal(HttpStatusCode.OK, (await raw.GetAsync("/healthz")).StatusCode);

        var stopping = door.StopAsync();
        await Waits.Until(
            async () => (await raw.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, "the front door to say that it stops");
        var refused = await raw.TrySubmitAsync("echo", "x");

        refused.AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.ShuttingDown);
        gate.Open();
        await stopping;
    }
}
