using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Front doors that are killed with many durable requests open: each request ends once, with its right answer.</summary>
[Collection(ProcessTests.Name)]
public abstract class KilledFrontDoorTests
{
    // The whole proof has 20 moments with 1,000 requests each.
    private const int Moments = 5;
    private const int RequestsAtEach = 200;
    private const int Submitters = 16;

    private readonly Random _random = new(20261);

    /// <summary>The options that name the store.</summary>
    protected abstract Task<string[]> StoreAsync();

    [Fact]
    public async Task Kill_AtRandomMoments_EveryRequestEndsOnceWithItsAnswer()
    {
        string[] options = ["--http-port", "0", .. await StoreAsync()];
        var submitted = new ConcurrentDictionary<string, (string Argument, string? Id)>();
        var ended = new Dictionary<string, string>();
        for (var moment = 0; moment < Moments; moment++)
        {
            await using var door = StartDoor(options);
            using var http = await door.ServingAsync();
            await SubmitUntilKilledAsync(door, http, submitted, ended);
        }

        await using var last = StartDoor(options);
        using var final = await last.ServingAsync();
        foreach (var (key, request) in submitted)
        {
            // What was not acknowledged is submitted again, and joins what was recorded all the same.
            var id = (await TrySubmitAsync(final, key, request.Argument))!;
            Assert.Equal(request.Id ?? id, id);
            using var result = await final.ResultAsync(id);
            Assert.Equal((HttpStatusCode.OK, Square(request.Argument)), (result.StatusCode, result.Text()));
            var end = (await final.StateAsync(id)).GetProperty("ended").GetString()!;
            Assert.Equal(ended.GetValueOrDefault(id, end), end);
        }

        Assert.Equal(submitted.Count, await CountAsync(final, "succeeded"));
        Assert.Equal(0, await CountAsync(final, "open"));
        Assert.Equal(Moments * RequestsAtEach, submitted.Count);
    }

    [Fact]
    public async Task Kill_TooOftenUnderOneRequest_MakesItADeadLetter()
    {
        string[] options = ["--http-port", "0", "--deadline", "600", .. await StoreAsync()];
        var environment = new Dictionary<string, string> { ["Requests__MaxInterruptions"] = "1", ["Requests__Lease"] = "00:00:01" };
        string id;
        await using (var door = FrontDoorProcess.Start(options, environment))
        {
            using var http = await door.ServingAsync();
            id = await http.SubmitAsync("square", "50000");
            await Eventually.TrueAsync(
                async () => (await http.StateAsync(id)).GetProperty("attempts").GetArrayLength() == 1, "its attempt to be recorded");
            await door.KillAsync();
        }

        await using var restarted = FrontDoorProcess.Start(options, environment);
        using var after = await restarted.ServingAsync();
        var state = await after.EndAsync(id);
        Assert.Equal(("deadLetter", "SiloLost"), (state.Status(), state.GetProperty("failure").GetProperty("code").GetString()));
        Assert.Contains("Requests:MaxInterruptions", state.GetProperty("failure").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static FrontDoorProcess StartDoor(string[] options) =>
        FrontDoorProcess.Start(options, new Dictionary<string, string> { ["Requests__MaxRunning"] = "4", ["Logging__LogLevel__OrleansDrpc"] = "Warning" });

    private async Task SubmitUntilKilledAsync(
        FrontDoorProcess door, HttpClient http, ConcurrentDictionary<string, (string Argument, string? Id)> submitted, Dictionary<string, string> ended)
    {
        string[] keys = [.. Enumerable.Range(0, RequestsAtEach).Select(_ => Guid.NewGuid().ToString("N"))];
        foreach (var key in keys)
        {
            submitted[key] = ($"{_random.Next(50, 300)}", null);
        }

        var killAfter = _random.Next(1, RequestsAtEach);
        var acknowledged = 0;
        var isTime = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var submitting = Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = Submitters }, async (key, _) =>
        {
            var argument = submitted[key].Argument;
            if (await TrySubmitAsync(http, key, argument) is { } id)
            {
                submitted[key] = (argument, id);
                if (Interlocked.Increment(ref acknowledged) == killAfter)
                {
                    isTime.TrySetResult();
                }
            }
        });
        await isTime.Task.Within($"{killAfter} submits to be acknowledged; so far: {door.Error}");
        foreach (var request in (await ListAsync(http, "succeeded")).Take(20))
        {
            ended[request.GetProperty("id").GetString()!] = request.GetProperty("ended").GetString()!;
        }

        await door.KillAsync();
        await submitting.Within("the submitters to end");
    }

    /// <returns>Null: the front door went away before it answered.</returns>
    private static async Task<string?> TrySubmitAsync(HttpClient http, string key, string argument)
    {
        try
        {
            using var answer = await http.TrySubmitAsync("square", argument, ("Idempotency-Key", key));
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {answer.Text()}");
            return answer.RequestId();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static string Square(string argument) =>
        (long.Parse(argument, CultureInfo.InvariantCulture) * long.Parse(argument, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(HttpClient http, string status) =>
        [.. (await http.GetAsync($"/v1/requests?status={status}&limit=1000")).Json().GetProperty("requests").EnumerateArray()];

    private static async Task<int> CountAsync(HttpClient http, string status)
    {
        var count = 0;
        for (string? next = ""; next is not null;)
        {
            var page = (await http.GetAsync($"/v1/requests?status={status}&limit=1000{(next == "" ? "" : $"&before={next}")}")).Json();
            count += page.GetProperty("requests").GetArrayLength();
            next = page.TryGetProperty("next", out var more) ? more.GetString() : null;
        }

        return count;
    }
}
