using System.Net;
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

        await killed.KillAsync();
        var death = TimeProvider.System.GetUtcNow();

        var started = TimeSpan.MaxValue;
        foreach (var (id, argument) in requests)
        {
            Assert.Equal($"{argument * argument}", (await second.ResultAsync(id, wait: 60)).Text());
            var attempts = (await second.StateAsync(id)).GetProperty("attempts").EnumerateArray();
            var after = attempts.Select(attempt => attempt.GetProperty("started").GetDateTimeOffset() - death).Where(time => time > TimeSpan.Zero);
            started = after.Append(started).Min();
        }

        Assert.True(started <= TakeoverLimit, $"It took {started} until the first of the dead front door's requests ran again.");
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

    private async Task<string> DatabaseAsync() => await (await postgres.GetAsync()).CreateDatabaseAsync();

    private static Task<FrontDoor> StartAsync(string database) => FrontDoor.StartAsync(("Requests:Store", "Postgres"), ("Requests:ConnectionString", database));
}
