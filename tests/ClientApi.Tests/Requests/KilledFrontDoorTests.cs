using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Front doors that are killed with many durable requests open: each request ends once, with its right answer.</summary>
[Collection(ProcessTests.Name)]
public abstract class KilledFrontDoorTests
{
    private const int Moments = 20;
    private const int Open = 1000;
    private const int SubmittedAtADeath = 100;
    private const int Callers = 16;

    // A request that runs first in each of many short lives is none that kills.
    private static readonly Dictionary<string, string> Patient = new()
    {
        ["Requests__MaxInterruptions"] = "100", ["Logging__LogLevel__OrleansDrpc"] = "Warning",
    };

    // So that most are open when it dies.
    private static readonly Dictionary<string, string> OneAtATime = new(Patient) { ["Requests__MaxRunning"] = "1", ["Requests__Lease"] = "00:00:01" };

    private readonly Random _random = new(20261);

    /// <summary>The options that name the store.</summary>
    protected abstract Task<string[]> StoreAsync();

    [Fact]
    public async Task Kill_AtRandomMoments_EveryRequestEndsOnceWithItsAnswer()
    {
        string[] options = ["--http-port", "0", .. await StoreAsync()];
        var submitted = new ConcurrentDictionary<string, Submitted>();
        var ended = new ConcurrentDictionary<string, string>();
        for (var moment = 0; moment < Moments; moment++)
        {
            await using var door = FrontDoorProcess.Start(options, OneAtATime);
            using var http = await door.ServingAsync();
            await FillAsync(http, submitted);
            await NoteEndsAsync(http, ended);
            await KillWhileItWorksAsync(door, http, submitted);
        }

        await using var last = FrontDoorProcess.Start(options, Patient);
        using var final = await last.ServingAsync();
        var cutOff = 0;
        await Parallel.ForEachAsync(submitted, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (one, _) =>
            Interlocked.Add(ref cutOff, await AssertEndedOnceAsync(final, one.Key, one.Value, ended) - 1));

        Assert.True(cutOff > 0, $"None of {Moments} deaths cut an attempt off.");
        Assert.Equal(submitted.Count, await CountAsync(final, "succeeded"));
        Assert.Equal(0, await CountAsync(final, "open"));
        Assert.True(submitted.Count >= Open, $"Only {submitted.Count} requests were submitted.");
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
            await Waits.Until(
                async () => (await http.StateAsync(id)).GetProperty("attempts").GetArrayLength() == 1, "its attempt to be recorded");
            await door.KillAsync();
        }

        await using var restarted = FrontDoorProcess.Start(options, environment);
        using var after = await restarted.ServingAsync();
        var state = await after.EndAsync(id);
        Assert.Equal(("deadLetter", "SiloLost"), (state.Status(), state.GetProperty("failure").GetProperty("code").GetString()));
        Assert.Contains("Requests:MaxInterruptions", state.GetProperty("failure").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Submits until so many are open as are to be open at a death.</summary>
    private async Task FillAsync(HttpClient http, ConcurrentDictionary<string, Submitted> submitted)
    {
        for (int open; (open = await CountAsync(http, "open")) < Open;)
        {
            var keys = NewKeys(Open + SubmittedAtADeath - open, submitted);
            await SubmitAsync(http, keys, submitted, _ => { });
            Assert.DoesNotContain(keys, key => submitted[key].Id is null);
        }
    }

    /// <summary>Kills the front door at a random moment, at which it takes submits, begins attempts and records outcomes.</summary>
    private async Task KillWhileItWorksAsync(FrontDoorProcess door, HttpClient http, ConcurrentDictionary<string, Submitted> submitted)
    {
        var killAfter = _random.Next(1, SubmittedAtADeath);
        var isTime = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var submitting = SubmitAsync(http, NewKeys(SubmittedAtADeath, submitted), submitted, acknowledged =>
        {
            if (acknowledged == killAfter)
            {
                isTime.TrySetResult();
            }
        });
        await isTime.Task.Within($"{killAfter} submits to be acknowledged; so far: {door.Error}");
        await door.KillAsync();
        await submitting.Within("the submitters to end");
    }

    private string[] NewKeys(int count, ConcurrentDictionary<string, Submitted> submitted)
    {
        string[] keys = [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString("N"))];
        foreach (var key in keys)
        {
            submitted[key] = new Submitted($"{_random.Next(50, 300)}", null);
        }

        return keys;
    }

    private static async Task SubmitAsync(
        HttpClient http, IEnumerable<string> keys, ConcurrentDictionary<string, Submitted> submitted, Action<int> tell)
    {
        var acknowledged = 0;
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (key, _) =>
        {
            if (await TrySubmitAsync(http, key, submitted[key].Argument) is { } id)
            {
                submitted[key] = submitted[key] with { Id = id };
                tell(Interlocked.Increment(ref acknowledged));
            }
        });
    }

    /// <summary>Notes when some requests ended, to see later that this never changes.</summary>
    private static async Task NoteEndsAsync(HttpClient http, ConcurrentDictionary<string, string> ended)
    {
        foreach (var request in (await http.GetAsync("/v1/requests?status=succeeded&limit=50")).Json().GetProperty("requests").EnumerateArray())
        {
            var end = request.GetProperty("ended").GetString()!;
            Assert.Equal(end, ended.GetOrAdd(request.GetProperty("id").GetString()!, end));
        }
    }

    /// <returns>How many attempts it had.</returns>
    private static async Task<int> AssertEndedOnceAsync(HttpClient http, string key, Submitted request, ConcurrentDictionary<string, string> ended)
    {
        // What was not acknowledged is submitted again, and joins what was recorded all the same.
        var id = (await TrySubmitAsync(http, key, request.Argument))!;
        Assert.Equal(request.Id ?? id, id);
        using var result = await http.ResultAsync(id);
        Assert.True(result.StatusCode == HttpStatusCode.OK, result.Text());
        Assert.Equal(Square(request.Argument), result.Text());
        var state = await http.StateAsync(id);
        var end = state.GetProperty("ended").GetString()!;
        Assert.Equal(ended.GetValueOrDefault(id, end), end);
        var attempts = state.GetProperty("attempts").EnumerateArray().ToArray();
        Assert.Single(attempts, attempt => attempt.TryGetProperty("ended", out var _));
        return attempts.Length;
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
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return null;
        }
    }

    private static string Square(string argument) =>
        (long.Parse(argument, CultureInfo.InvariantCulture) * long.Parse(argument, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);

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

    private sealed record Submitted(string Argument, string? Id);
}
