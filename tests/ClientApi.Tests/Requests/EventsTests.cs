using System.Text.Json;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class EventsTests : DurableDoorTests
{
    [Fact]
    public async Task Events_WhileItRuns_TellStatusAndProgressAndEndWithTheOutcome()
    {
        var gate = Gate.New();
        var id = await Door.Http.SubmitAsync("two stages", gate.Key);
        await gate.Reached;
        using var answer = await Door.Http.GetAsync($"/v1/requests/{id}/events", HttpCompletionOption.ResponseHeadersRead).Within("the stream");
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var first = await NextAsync(stream);
        var second = await NextAsync(stream);
        gate.Open();
        var rest = await RestAsync(stream);

        Assert.Equal(("status", "open"), (first.Name, first.Data.Status()));
        Assert.Equal(("progress", 2), (second.Name, second.Data.GetProperty("stages").GetInt32()));
        Assert.Equal(("outcome", "succeeded", "passed"), (rest[^1].Name, rest[^1].Data.Status(), rest[^1].Data.GetProperty("result").GetString()));
    }

    [Fact]
    public async Task Events_OfARequestThatHasEnded_AreItsOutcomeAlone()
    {
        var id = await Door.Http.SubmitAsync("refuse", "x");
        await Door.Http.EndAsync(id);

        using var stream = new StreamReader(await Door.Http.GetStreamAsync($"/v1/requests/{id}/events").Within("the stream"));

        var only = Assert.Single(await RestAsync(stream));
        Assert.Equal(("outcome", "failed"), (only.Name, only.Data.Status()));
    }

    [Fact]
    public async Task Events_EveryAttemptThatFails_IsTold()
    {
        Gate[] gates = [Gate.New(), Gate.New(), Gate.New()];
        var id = await Door.Http.SubmitAsync("third time", string.Join(' ', gates.Select(gate => gate.Key)));
        using var stream = new StreamReader(await Door.Http.GetStreamAsync($"/v1/requests/{id}/events").Within("the stream"));

        for (var failed = 0; failed < gates.Length; failed++)
        {
            await gates[failed].Reached;
            while (await NextAsync(stream) is var one && (one.Name != "status" || FailuresOf(one.Data) != failed))
            {
                Assert.True(one.Name != "status" || FailuresOf(one.Data) < failed, $"Nothing told of failure {failed} alone.");
            }

            gates[failed].Open();
        }

        var outcome = (await RestAsync(stream))[^1];
        Assert.Equal(("outcome", 3, 2), (outcome.Name, outcome.Data.GetProperty("attempts").GetArrayLength(), FailuresOf(outcome.Data)));
    }

    [Fact]
    public async Task Events_LeaseIsLostMeanwhile_GoOnToTheOutcome()
    {
        using var folder = new TempFolder();
        var store = new WatchedStore(folder);
        await using var door = await DurableDoor.StartAsync(store, ("Requests:Lease", "00:00:01"));
        var gate = Gate.New();
        var id = await door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;
        using var stream = new StreamReader(await door.Http.GetStreamAsync($"/v1/requests/{id}/events").Within("the stream"));
        await NextAsync(stream);

        store.LoseLease();
        await gate.Cancelled;
        gate.Open();

        var outcome = (await RestAsync(stream))[^1];
        Assert.Equal(("outcome", "succeeded"), (outcome.Name, outcome.Data.Status()));
        Assert.Equal(2, gate.Passages);
    }

    [Fact]
    public async Task Events_FrontDoorStops_End()
    {
        var gate = Gate.New();
        using var folder = new TempFolder();
        await using var door = await DurableDoor.StartAsync(folder, ("Drpc:DrainTimeout", "00:00:00.1"));
        var id = await door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;
        using var stream = new StreamReader(await door.Http.GetStreamAsync($"/v1/requests/{id}/events").Within("the stream"));
        await NextAsync(stream);

        var stopping = door.StopAsync();

        Assert.DoesNotContain(await RestAsync(stream), one => one.Name == "outcome");
        await stopping;
    }

    private static int FailuresOf(JsonElement status) =>
        status.GetProperty("attempts").EnumerateArray().Count(attempt => attempt.TryGetProperty("failure", out _));

    private static async Task<List<(string Name, JsonElement Data)>> RestAsync(StreamReader stream)
    {
        var events = new List<(string, JsonElement)>();
        while (await TryNextAsync(stream) is { } next)
        {
            events.Add(next);
        }

        return events;
    }

    private static async Task<(string Name, JsonElement Data)> NextAsync(StreamReader stream) =>
        await TryNextAsync(stream) ?? throw new InvalidOperationException("The stream has ended.");

    private static async Task<(string Name, JsonElement Data)?> TryNextAsync(StreamReader stream)
    {
        var name = "";
        while (await stream.ReadLineAsync().Within("an event") is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return (name, JsonDocument.Parse(line[6..]).RootElement);
            }
        }

        return null;
    }
}
