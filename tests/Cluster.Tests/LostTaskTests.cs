using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Silos lost while tasks run that feed an idempotent aggregation, and when that does not help.</summary>
public sealed class LostTaskTests
{
    private const int OfEachSilo = RerunFunctions.Tasks / 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory, MemberData(nameof(RerunFunctions.Aggregations), MemberType = typeof(RerunFunctions))]
    public async Task Silo_KilledThatOnlyRanTasks_TheyRunAgainAndNothingElse(string aggregation, long answer)
    {
        var function = RerunFunctions.Make($"lost-tasks-{aggregation}", stages => RerunFunctions.End(stages, aggregation));
        await using var cluster = await StartAsync(function);
        using var reruns = new Reruns(function.Name);

        var reply = await KillAsync(cluster, cluster.RequestWithSourceOn(1, function, NewGate()), victim: 2, waitingAfter: RerunFunctions.Tasks + OfEachSilo);

        Assert.Equal($"{answer}", reply.Text);
        Assert.Empty(reply.FailedAttempts);
        Assert.Equal(OfEachSilo, reruns.Lost);
        await cluster.IdleAsync();
        await Eventually.TrueAsync(async () => await cluster.ActivationsOfAsync(nameof(AggregatorGrain)) == 0, "no aggregator to be left");
    }

    [Fact]
    public async Task Silo_KilledThatOnlyRanTasks_ItsTasksRunTwiceInTheFirstAttemptAndTheOthersOnce()
    {
        var runs = new ConcurrentBag<(int Task, string Silo, int Attempt)>();
        var function = RerunFunctions.Make("lost-tasks-counted", stages => stages.DistinctCount(), work: (gate, context, token) =>
        {
            runs.Add((context.Task, context.Silo, context.Attempt.Number));
            return TestGate.Of(gate).WaitAsync(context.Silo, token);
        });
        await using var cluster = await StartAsync(function);
        var victim = cluster.Cluster.Silos[2].SiloAddress.ToString();

        await KillAsync(cluster, cluster.RequestWithSourceOn(1, function, NewGate()), victim: 2, waitingAfter: RerunFunctions.Tasks + OfEachSilo);

        Assert.All(runs, run => Assert.Equal(1, run.Attempt));
        var lost = runs.Where(run => run.Silo == victim).Select(run => run.Task).Order().ToArray();
        Assert.Equal(OfEachSilo, lost.Length);
        Assert.Equal(lost, runs.GroupBy(run => run.Task).Where(task => task.Count() == 2).Select(task => task.Key).Order());
        Assert.Equal(RerunFunctions.Tasks, runs.Select(run => run.Task).Distinct().Count());
    }

    [Fact]
    public async Task Silo_KilledThatHadStartedTasks_ItsSourceRunsAgainAndWhatFollowedIsStopped()
    {
        var function = RerunFunctions.Make("lost-source", stages => stages.Max().Select(max => (long)max!));
        await using var cluster = await StartAsync(function);
        using var reruns = new Reruns(function.Name);
        var request = cluster.RequestWithSourceOn(2, function, NewGate());

        var reply = await KillAsync(cluster, request, victim: 2, waitingAfter: 2 * RerunFunctions.Tasks);

        Assert.Equal($"{RerunFunctions.Items - 1}", reply.Text);
        Assert.Empty(reply.FailedAttempts);
        Assert.Equal(1, reruns.Lost);
        Assert.True(TestGate.Of(request.ArgumentText!).Cancelled.Count >= 2 * OfEachSilo, "The tasks that the lost silo had started were not stopped.");
        await cluster.IdleAsync();
    }

    [Theory, InlineData(1, false), InlineData(2, true)]
    public async Task Silo_KilledThatHeldAPartition_TheAttemptIsReplayed(int stepsFromHome, bool losesLess)
    {
        var function = RerunFunctions.Make($"lost-partition-{stepsFromHome}", stages => stages.DistinctCount(partitions: 2));
        await using var cluster = await StartAsync(function);
        using var reruns = new Reruns(function.Name);
        var silos = cluster.Cluster.Silos.Select(silo => silo.SiloAddress).Order().ToList();
        var victim = silos[(silos.IndexOf(cluster.Cluster.Silos[0].SiloAddress) + stepsFromHome) % 3];

        var reply = await KillAsync(
            cluster,
            cluster.RequestWithSourceOn(0, function, NewGate()),
            victim: Enumerable.Range(0, 3).Single(silo => cluster.Cluster.Silos[silo].SiloAddress.Equals(victim)),
            waitingAfter: losesLess ? RerunFunctions.Tasks + OfEachSilo : 2 * RerunFunctions.Tasks);

        Assert.Equal($"{RerunFunctions.Items}", reply.Text);
        Assert.Equal(losesLess ? [] : [DrpcFailureCode.SiloLost], reply.FailedAttempts.Select(attempt => attempt.Code));
        Assert.Equal(losesLess, reruns.Lost == OfEachSilo);
        await cluster.IdleAsync();
    }

    [Theory, InlineData("sum"), InlineData("three partitions"), InlineData("shuffled")]
    public async Task Function_ThatMindsDuplicatesOrIsEverywhere_IsReplayed(string kind)
    {
        var function = RerunFunctions.Make($"replayed-{kind}", stages => kind switch
        {
            "sum" => stages.Count(),
            "three partitions" => stages.DistinctCount(partitions: 3),
            _ => stages.Aggregate<DistinctAggregator<int>, int>(2, Grouping.Shuffle).Idempotent().Count(),
        });
        await using var cluster = await StartAsync(function);
        using var reruns = new Reruns(function.Name);

        var reply = await KillAsync(
            cluster, new DrpcRequest(RequestId.New(), function.Name, null, NewGate(), true, null), victim: 2, waitingAfter: 2 * RerunFunctions.Tasks);

        Assert.Equal($"{RerunFunctions.Items}", reply.Text);
        Assert.Equal(DrpcFailureCode.SiloLost, Assert.Single(reply.FailedAttempts).Code);
        Assert.Equal(0, reruns.Lost);
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Silo_KilledUnderAnUnreliableFunction_FailsIt()
    {
        var function = RerunFunctions.Make("unreliable-lost", stages => stages.DistinctCount(), f => f.Unreliable());
        await using var cluster = await StartAsync(function);

        var reply = await KillAsync(
            cluster, new DrpcRequest(RequestId.New(), function.Name, null, NewGate(), true, null), victim: 2, waitingAfter: RerunFunctions.Tasks);

        Assert.Equal(DrpcFailureCode.SiloLost, reply.Failure!.Code);
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Aggregation_DeclaredByItsAuthor_LosesLessToo()
    {
        var function = RerunFunctions.Make("declared", stages => stages
            .Aggregate(() => 0L, (bits, item) => bits | (1L << item), bits => bits, name: "or").Idempotent());
        await using var cluster = await StartAsync(function);
        using var reruns = new Reruns(function.Name);

        var reply = await KillAsync(cluster, cluster.RequestWithSourceOn(0, function, NewGate()), victim: 1, waitingAfter: RerunFunctions.Tasks + OfEachSilo);

        Assert.Equal($"{(1L << RerunFunctions.Items) - 1}", reply.Text);
        Assert.Empty(reply.FailedAttempts);
        Assert.Equal(OfEachSilo, reruns.Lost);
    }

    [Fact]
    public async Task Progress_OfAFunctionWhoseTasksMayRunAgain_CountsTheirStages()
    {
        var (gate, later) = (NewGate(), TestGate.Of(NewGate()));
        var function = RerunFunctions.Make("progress", stages => stages.DistinctCount(name: "distinct").Stage<long>(
            async (count, output, token) =>
            {
                await later.WaitAsync(output.Context.Silo, token);
                await output.EmitAsync(count, token);
            },
            name: "later"));
        await using var cluster = await StartAsync(function);
        var request = cluster.RequestWithSourceOn(1, function, gate);
        var call = cluster.SendAsync(request);
        var progress = cluster.ServicesOf(0).GetRequiredService<RequestProgress>();
        Assert.Empty((await FoundAsync()).Finished);

        TestGate.Of(gate).Open();
        await Eventually.TrueAsync(() => !later.Waiting.IsEmpty, "the aggregation to be done");

        Assert.Equal(["source", "work", "distinct"], (await FoundAsync()).Finished);
        later.Open();
        Assert.Equal($"{RerunFunctions.Items}", (await call.Within(Limit, "the request")).Text);

        async Task<StageProgress> FoundAsync()
        {
            StageProgress? found = null;
            await Eventually.TrueAsync(() => (found = progress.Find(request.Id, 1)) is not null, "the request to run");
            return found!;
        }
    }

    private static string NewGate() => Guid.NewGuid().ToString();

    private static Task<DrpcTestCluster> StartAsync(DrpcFunction function) =>
        DrpcTestCluster.StartAsync(3, drpc => drpc.AddFunction(function).Configure(options => options.DefaultDeadline = TimeSpan.FromMinutes(2)));

    /// <summary>Kills a silo when every task waits, and lets all go on when as many have waited.</summary>
    private static async Task<DrpcReply> KillAsync(DrpcTestCluster cluster, DrpcRequest request, int victim, int waitingAfter)
    {
        var gate = TestGate.Of(request.ArgumentText!);
        var call = cluster.SendAsync(request);
        await Eventually.TrueAsync(() => gate.Waiting.Count == RerunFunctions.Tasks, "every task to wait");
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[victim]);
        await Eventually.TrueAsync(() => gate.Waiting.Count >= waitingAfter || call.IsCompleted, "the lost tasks to wait again");
        gate.Open();
        var reply = await call.Within(Limit, "the request");
        Assert.Equal(waitingAfter, gate.Waiting.Count);
        return reply;
    }
}
