using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Calls that used up their attempts are dead letters.</summary>
public sealed class CallLetterTests : DurableDoorTests
{
    [Theory]
    [InlineData("/v1/functions/lucky/invoke", true)]
    [InlineData("/drpc/lucky", false)]
    public async Task Call_OverHttpThatUsedUpItsAttempts_IsADeadLetterThatCanBeReplayed(string path, bool isJson)
    {
        var luck = Luck.After(failures: 4);
        var answer = await Door.Http.PostTextAsync(path, isJson ? $"\"{luck.Key}\"" : luck.Key, ("Drpc-Priority", "batch"));
        Assert.False(answer.IsSuccessStatusCode);
        var id = answer.RequestId()!;

        var letter = Assert.Single(await ListAsync(Door, 1));
        Assert.Equal((id, "lucky", "deadLetter", true, "batch"), (Text(letter, "id"), Text(letter, "function"), Text(letter, "status"), letter.GetProperty("call").GetBoolean(), Text(letter, "priority")));
        AssertAttempts(letter, [1, 2, 3]);
        Assert.Equal(luck.Key, Text(await ShowAsync(id), "argument"));

        Assert.Equal(HttpStatusCode.Accepted, (await Door.Http.PostAsync($"/v1/dead-letters/{id}/replay", null)).StatusCode);
        Assert.Equal("succeeded", (await Door.Http.EndAsync(id)).Status());
        Assert.Equal("\"lucky\"", (await Door.Http.ResultAsync(id)).Text());
        Assert.Equal(5, luck.Tries);
        Assert.Empty(await ListAsync(Door, 0));
    }

    [Fact]
    public async Task Call_ByThriftThatUsedUpItsAttempts_IsADeadLetterThatCanBeDropped()
    {
        var luck = Luck.After(failures: 3);
        await using var client = new DrpcThriftClient($"{Door.Clients.Address}", Door.Clients.Port);
        await Assert.ThrowsAsync<DrpcException>(() => client.ExecuteAsync("lucky", luck.Key));

        var letter = Assert.Single(await ListAsync(Door, 1));
        AssertAttempts(letter, [1, 2, 3]);
        Assert.Equal(luck.Key, Text(await ShowAsync(Text(letter, "id")), "argument"));
        Assert.Equal(HttpStatusCode.NoContent, (await Door.Http.DeleteAsync($"/v1/dead-letters/{Text(letter, "id")}")).StatusCode);
        Assert.Empty(await ListAsync(Door, 0));
    }

    [Fact]
    public async Task Call_OfAPulledFunctionThatKeepsLosingItsWorkers_IsADeadLetter()
    {
        using var folder = new TempFolder();
        await using var door = await DurableDoor.StartAsync(folder, ("WorkerQueues:MaxRequeues", "1"));
        var queues = door.Services.GetRequiredService<WorkerQueues>();
        using var first = queues.Connect("a worker");
        Assert.Null(first.Fetch("pulled"));
        await using var client = new DrpcThriftClient($"{door.Clients.Address}", door.Clients.Port);
        var call = client.ExecuteAsync("pulled", "x");
        for (var i = 0; i < 2; i++)
        {
            using var lost = queues.Connect($"worker {i}");
            await Waits.Until(() => Task.FromResult(lost.Fetch("pulled") is not null), "a request for the worker");
        }

        await Assert.ThrowsAsync<DrpcException>(() => call).Within("the call to fail");

        var letter = Assert.Single(await ListAsync(door, 1));
        Assert.Equal(("pulled", "SiloLost"), (Text(letter, "function"), Text(letter.GetProperty("failure"), "code")));
        Assert.Equal(2, letter.GetProperty("attempts").GetArrayLength());
    }

    [Fact]
    public async Task Call_ThatUsedUpItsAttemptsInASiloThatPulls_IsADeadLetter()
    {
        await using var worker = await Worker.ConnectAsync(Door.Workers);
        await worker.FetchAsync("pulled");
        var call = Door.Http.PostTextAsync("/drpc/pulled", "x");
        var request = await worker.FetchUntilThereAsync("pulled");
        var attempt = new AttemptFailure(1, DrpcFailureCode.FunctionFailed, "no luck", "luck", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(1));
        var failure = new DrpcFailure(DrpcFailureCode.FunctionFailed, "no luck at all", Attempts: [attempt, attempt with { Number = 3 }]) { AttemptsUsedUp = true };
        await worker.FailAsync(request.Id!, new StormFailure(failure.Message, StormFailureType.FailedRequest), FailureDetails.Write(failure));
        Assert.False((await call).IsSuccessStatusCode);

        var letter = Assert.Single(await ListAsync(Door, 1));
        Assert.Equal(("pulled", "no luck at all"), (Text(letter, "function"), Text(letter.GetProperty("failure"), "message")));
        Assert.Equal([1, 2], letter.GetProperty("attempts").EnumerateArray().Select(one => one.GetProperty("number").GetInt32()));
        Assert.Equal((await call).RequestId(), Text(letter, "id"));
    }

    [Theory]
    [InlineData("lucky once", "never")]
    [InlineData("refuse", "x")]
    [InlineData("nobody's", "x")]
    public async Task Call_ThatHadNoOtherAttempt_IsNoDeadLetter(string function, string argument)
    {
        argument = argument == "never" ? Luck.After(failures: 1).Key : argument;
        Assert.False((await Door.Http.PostTextAsync($"/drpc/{Uri.EscapeDataString(function)}", argument)).IsSuccessStatusCode);

        await AssertIsTheOnlyOneAsync(await DieAsync(Door));
    }

    [Fact]
    public async Task Call_WithAKeyThatUsedUpItsAttempts_IsTheRequestsDeadLetterAlone()
    {
        var luck = Luck.After(failures: 3);
        var answer = await Door.Http.PostTextAsync("/v1/functions/lucky/invoke", $"\"{luck.Key}\"", ("Idempotency-Key", luck.Key));
        Assert.False(answer.IsSuccessStatusCode);

        var letter = Assert.Single(await ListAsync(Door, 1));
        Assert.Equal(answer.RequestId(), Text(letter, "id"));
        Assert.False(letter.TryGetProperty("call", out _));
    }

    [Fact]
    public async Task Calls_MoreThanAreKept_LeaveTheNewestAndWhatWasSubmitted()
    {
        using var folder = new TempFolder();
        await using var door = await DurableDoor.StartAsync(folder, ("Requests:MaxDeadLettersOfCalls", "2"));
        var submitted = await door.Http.SubmitAsync("lucky", Luck.After(failures: 3).Key);
        await door.Http.EndAsync(submitted);
        List<string> calls = [];
        for (var i = 0; i < 4; i++)
        {
            calls.Add(await DieAsync(door));
        }

        List<string> expected = [calls[3], calls[2], submitted];
        await Waits.Until(async () => expected.SequenceEqual(await IdsAsync(door)), "the newest letters of calls to be kept");
    }

    [Fact]
    public async Task Letters_NotYetWritten_AreWrittenAtTheStop()
    {
        using var folder = new TempFolder();
        HashSet<string> ids = [];
        await using (var door = await DurableDoor.StartAsync(folder))
        {
            for (var i = 0; i < 5; i++)
            {
                ids.Add(await DieAsync(door));
            }
        }

        await using var restarted = await DurableDoor.StartAsync(folder);
        Assert.Equal(ids, (await IdsAsync(restarted)).ToHashSet());
    }

    [Fact]
    public async Task Letters_OfNone_AreNotKept()
    {
        using var folder = new TempFolder();
        await using (var door = await DurableDoor.StartAsync(folder, ("Requests:MaxDeadLettersOfCalls", "0")))
        {
            await DieAsync(door);
        }

        await using var restarted = await DurableDoor.StartAsync(folder);
        Assert.Empty(await ListAsync(restarted));
    }

    /// <returns>The id of a call that used up its attempts.</returns>
    private static async Task<string> DieAsync(FrontDoor door)
    {
        var answer = await door.Http.PostTextAsync("/drpc/lucky", Luck.After(failures: 3).Key);
        Assert.False(answer.IsSuccessStatusCode);
        return answer.RequestId()!;
    }

    private static async Task<JsonElement[]> ListAsync(FrontDoor door) =>
        [.. (await door.Http.GetAsync("/v1/dead-letters")).Json().GetProperty("requests").EnumerateArray()];

    // Nobody waits for a letter to be written.
    private static async Task<JsonElement[]> ListAsync(FrontDoor door, int count)
    {
        JsonElement[] letters = [];
        await Waits.Until(async () => (letters = await ListAsync(door)).Length == count, $"{count} dead letters");
        return letters;
    }

    private static async Task<string[]> IdsAsync(FrontDoor door) => [.. (await ListAsync(door)).Select(letter => Text(letter, "id"))];

    private async Task AssertIsTheOnlyOneAsync(string id) => Assert.Equal(id, Text(Assert.Single(await ListAsync(Door, 1)), "id"));

    private async Task<JsonElement> ShowAsync(string id) => (await Door.Http.GetAsync($"/v1/dead-letters/{id}")).Json();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static void AssertAttempts(JsonElement letter, int[] numbers)
    {
        var attempts = letter.GetProperty("attempts").EnumerateArray().ToArray();
        Assert.Equal(numbers, attempts.Select(attempt => attempt.GetProperty("number").GetInt32()));
        Assert.All(attempts, attempt => Assert.Contains("no luck yet", Text(attempt.GetProperty("failure"), "message"), StringComparison.Ordinal));
        Assert.All(attempts, attempt => Assert.True(attempt.GetProperty("started").GetDateTimeOffset() <= attempt.GetProperty("ended").GetDateTimeOffset()));
    }
}
