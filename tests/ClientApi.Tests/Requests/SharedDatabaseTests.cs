using System.Collections.Concurrent;
using System.Net;
using Npgsql;
using OrleansDrpc.Storage.Tests;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Front doors that share a database.</summary>
[Collection(ProcessTests.Name)]
public sealed class SharedDatabaseTests(SharedPostgres postgres)
{
    private static readonly TimeSpan TakeoverLimit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Kill_OneOfTwo_TheOtherTakesOverWithinTenSeconds()
    {
        string[] options = ["--http-port", "0", "--store", "postgres", "--store-connection", await DatabaseAsync()];
        var environment = new Dictionary<string, string> { ["Requests__MaxRunning"] = "8" };
        await using var killed = FrontDoorProcess.Start(options, environment);
        await using var living = FrontDoorProcess.Start(options, environment);
        using var first = await killed.ServingAsync();
        using var second = await living.ServingAsync();
        List<(string Id, int Argument)> requests = [];
        for (var number = 100; number < 200; number++)
        {
            requests.Add((await first.SubmitAsync("square", $"{number}"), number));
        }

        // These keep the first one busy, so that they are open when it dies.
        for (var number = 0; number < 8; number++)
        {
            requests.Add((await first.SubmitAsync("square", "3000"), 3000));
        }

        var death = TimeProvider.System.GetUtcNow();
        await killed.KillAsync();

        var started = TimeSpan.MaxValue;
        foreach (var (id, argument) in requests)
        {
            Assert.Equal($"{argument * argument}", (await second.ResultAsync(id, wait: 60)).Text());
            var starts = await AssertNeverRunByTwoAsync(second, id, death);
            started = starts.Select(start => start - death).Where(time => time > TimeSpan.Zero).Append(started).Min();
        }

        Assert.True(started <= TakeoverLimit, $"It took {started} until the first of the dead front door's requests ran again.");
    }

    [Fact]
    public async Task Kill_WithManyOpenBesideABusyOne_AllAreTakenOverWithinTenSeconds()
    {
        var database = await DatabaseAsync();
        string[] options = ["--http-port", "0", "--deadline", "600", "--store", "postgres", "--store-connection", database];
        var environment = new Dictionary<string, string> { ["Requests__MaxRunning"] = "2", ["Logging__LogLevel__OrleansDrpc"] = "Warning" };
        await using var killed = FrontDoorProcess.Start(options, environment);
        await using var living = FrontDoorProcess.Start(options, environment);
        using var first = await killed.ServingAsync();
        using var second = await living.ServingAsync();

        // These do not end before the test says so.
        string[] endless = [await SubmitEndlessAsync(first), await SubmitEndlessAsync(first), await SubmitEndlessAsync(second), await SubmitEndlessAsync(second)];
        var requests = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) => requests.Add(await first.SubmitAsync("square", "20")));
        foreach (var id in endless)
        {
            await Waits.Until(async () => (await second.StateAsync(id)).GetProperty("attempts").GetArrayLength() == 1, "the places to be taken");
        }

        var death = TimeProvider.System.GetUtcNow();
        await killed.KillAsync();
        await Waits.Until(async () => await CountOwnersAsync(database) == 1, "all open requests to have the same owner");
        var takeover = TimeProvider.System.GetUtcNow() - death;
        Assert.True(takeover <= TakeoverLimit, $"It took {takeover} until all requests of the dead front door had a new owner.");

        foreach (var id in endless)
        {
            Assert.True((await second.DeleteAsync($"/v1/requests/{id}")).IsSuccessStatusCode);
        }

        foreach (var id in requests)
        {
            Assert.Equal("400", (await second.ResultAsync(id, wait: 60)).Text());
            await AssertNeverRunByTwoAsync(second, id, death);
        }
    }

    [Fact]
    public async Task Freeze_OneOfTwo_TheOtherEndsItsRequestAndTheFrozenOneLetsItGo()
    {
        string[] options = ["--http-port", "0", "--deadline", "600", "--store", "postgres", "--store-connection", await DatabaseAsync()];
        var environment = new Dictionary<string, string> { ["Requests__Lease"] = "00:00:01", ["Logging__LogLevel__OrleansDrpc"] = "Warning" };
        await using var frozen = FrontDoorProcess.Start(options, environment);
        await using var living = FrontDoorProcess.Start(options, environment);
        using var first = await frozen.ServingAsync();
        using var second = await living.ServingAsync();
        var id = await first.SubmitAsync("square", "10000");
        await Waits.Until(
            async () => (await second.StateAsync(id)).GetProperty("attempts").GetArrayLength() == 1, "its attempt to be recorded");

        frozen.Freeze();
        Assert.Equal("100000000", (await second.ResultAsync(id, wait: 60)).Text());
        var outcome = (await second.StateAsync(id)).GetRawText();
        frozen.Resume();

        await Waits.Until(() => (frozen.Output + frozen.Error).Contains("The lease on durable requests is lost", StringComparison.Ordinal), "the frozen front door to notice");
        Assert.Equal("100000000", (await first.ResultAsync(id)).Text());
        Assert.Equal(outcome, (await first.StateAsync(id)).GetRawText());
    }

    [Fact]
    public async Task Others_ThanTheOwner_TellOfARequestAndCancelIt()
    {
        var database = await DatabaseAsync();
        await using var owner = await StartAsync(database);
        await using var other = await StartAsync(database);
        var (passing, cancelled) = (Gate.New(), Gate.New());
        var first = await owner.Http.SubmitAsync("hold", passing.Key);
        var second = await owner.Http.SubmitAsync("hold", cancelled.Key);
        await Task.WhenAll(passing.Reached, cancelled.Reached);

        var waiting = other.Http.ResultAsync(first);
        Assert.Equal("open", (await other.Http.StateAsync(second)).Status());
        Assert.Equal(HttpStatusCode.Accepted, (await other.Http.DeleteAsync($"/v1/requests/{second}")).StatusCode);
        passing.Open();

        Assert.Equal("\"passed\"", (await waiting).Text());
        await cancelled.Cancelled;
        Assert.Equal("cancelled", (await other.Http.EndAsync(second)).Status());
    }

    [Fact]
    public async Task Key_UsedAtBothFrontDoors_IsOneRequest()
    {
        var database = await DatabaseAsync();
        await using var one = await StartAsync(database);
        await using var other = await StartAsync(database);
        var luck = Luck.After(failures: 0);

        var calls = Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? one : other).Http.InvokeAsync("lucky", $"\"{luck.Key}\"", ("Idempotency-Key", "k")));
        var answers = await Task.WhenAll(calls);

        Assert.All(answers, answer => Assert.Equal("\"lucky\"", answer.Text()));
        Assert.Single(answers.Select(answer => answer.RequestId()).Distinct());
        Assert.Equal(1, luck.Tries);
    }

    private static Task<string> SubmitEndlessAsync(HttpClient http) => http.SubmitAsync("square", "100000");

    /// <summary>How many front doors own open requests.</summary>
    private static async Task<long> CountOwnersAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT count(DISTINCT owner) FROM drpc.requests WHERE status = 0");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>An attempt begins after the end of the one before it; one that the death cut off ended with it.</summary>
    /// <returns>When its attempts began.</returns>
    private static async Task<DateTimeOffset[]> AssertNeverRunByTwoAsync(HttpClient http, string id, DateTimeOffset death)
    {
        var attempts = (await http.StateAsync(id)).GetProperty("attempts").EnumerateArray().ToArray();
        var starts = attempts.Select(attempt => attempt.GetProperty("started").GetDateTimeOffset()).ToArray();
        for (var number = 1; number < attempts.Length; number++)
        {
            var end = attempts[number - 1].TryGetProperty("ended", out var ended) ? ended.GetDateTimeOffset() : death;
            Assert.True(starts[number - 1] <= starts[number] && end <= starts[number], $"Attempts of request {id} overlap: {string.Join(", ", attempts)}; death at {death:O}");
        }

        return starts;
    }

    private async Task<string> DatabaseAsync() => await (await postgres.GetAsync()).CreateDatabaseAsync();

    private static Task<FrontDoor> StartAsync(string database) => FrontDoor.StartAsync(("Requests:Store", "Postgres"), ("Requests:ConnectionString", database));
}
