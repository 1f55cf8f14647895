using System.Collections.Concurrent;
using Npgsql;
using OrleansDrpc.Storage.Tests;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Two front doors on one database, of which one cannot reach it any more, without being told.</summary>
[Collection(ProcessTests.Name)]
public sealed class FrozenDatabaseLinkTests(SharedPostgres postgres)
{
    private const int Requests = 10;

    [Fact]
    public async Task Link_FreezesWhileRequestsRun_TheirCodeEndsBeforeTheOtherFrontDoorRunsThem()
    {
        var server = await postgres.GetAsync();
        var database = await server.CreateDatabaseAsync();
        await using var link = new FreezingProxy(server.Port);
        var runs = new ConcurrentDictionary<string, Runs>();
        await using var cut = await StartAsync(new NpgsqlConnectionStringBuilder(database) { Port = link.Port }.ConnectionString, runs);
        for (var number = 0; number < Requests; number++)
        {
            await cut.Http.SubmitAsync("watched", $"{number}");
        }

        await Waits.Until(() => runs.Values.Sum(run => run.Begun.Count) == Requests, "all to run");
        await using var other = await StartAsync(database, runs);

        link.Freeze();
        await Waits.Until(() => runs.Values.All(run => run.Begun.Count == 2), "the other front door to run them");
        await Waits.Until(() => runs.Values.All(run => !run.Ended.IsEmpty), "the first runs to end");

        Assert.All(runs.Values, run => Assert.InRange(run.Begun.Max() - run.Ended.Min(), 0, long.MaxValue));
        link.Thaw();
    }

    private static Task<FrontDoor> StartAsync(string database, ConcurrentDictionary<string, Runs> runs)
    {
        // It obeys its token at once, and ends by nothing else.
        var watched = DrpcFunction.Named("watched").Takes<string>().Stage<string>(
            async (key, _, token) =>
            {
                var run = runs.GetOrAdd(key, _ => new Runs());
                run.Begun.Add(TimeProvider.System.GetTimestamp());
                try
                {
                    await new TaskCompletionSource().Task.WaitAsync(token);
                }
                finally
                {
                    run.Ended.Add(TimeProvider.System.GetTimestamp());
                }
            },
            parallelism: Requests).Returns();
        return FrontDoor.StartAsync(
            drpc => drpc.AddFunction(watched),
            ("Requests:Store", "Postgres"), ("Requests:ConnectionString", database), ("Drpc:DefaultDeadline", "00:05:00"), ("Drpc:DrainTimeout", "00:00:00.1"));
    }

    private sealed class Runs
    {
        public ConcurrentBag<long> Begun { get; } = [];

        public ConcurrentBag<long> Ended { get; } = [];
    }
}
