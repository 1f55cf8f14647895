using System.Collections.Concurrent;
using System.Diagnostics;
using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Random functions of one to five stages under random faults, by seed: right or a named failure, in time, and nothing left.</summary>
public sealed class RandomFaultTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly (Type Interface, string Method)[] Calls =
    [
        (typeof(IDispatcherGrain), nameof(IDispatcherGrain.PostAsync)), (typeof(IDispatcherGrain), nameof(IDispatcherGrain.CompleteAsync)),
        (typeof(IDispatcherGrain), nameof(IDispatcherGrain.WatchAsync)), (typeof(IDispatcherGrain), nameof(IDispatcherGrain.OpenAsync)),
        (typeof(IAggregatorGrain), nameof(IAggregatorGrain.AddAsync)), (typeof(IAggregatorGrain), nameof(IAggregatorGrain.FinishAsync)),
        (typeof(IStageWorkerGrain), nameof(IStageWorkerGrain.RunAsync)),
    ];

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Requests_UnderLostLateAndFailedCalls_AreRightOrNamedAndLeaveNothing(int seed)
    {
        var random = new Random(seed);
        var functions = Enumerable.Range(0, 6).Select(i => MakeFunction(random, $"random-{i}")).ToArray();
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => Tune(drpc.AddFunctions(functions), random));
        var faults = cluster.Cluster.GetFaults();
        for (var round = 0; round < 4; round++)
        {
            faults.Clear();
            var (type, method) = Calls[random.Next(Calls.Length)];

            // A late OpenAsync may come after the request's end: see LeftBehindTests.
            var kinds = method == nameof(IDispatcherGrain.OpenAsync) ? new[] { FaultKind.LoseResponse } : [FaultKind.Delay, FaultKind.LoseRequest, FaultKind.LoseResponse, FaultKind.Fail];
            faults.Add(new FaultRule(kinds[random.Next(kinds.Length)])
            {
                Interface = type, Method = method, Probability = 0.05, Seed = random.Next(), Delay = TimeSpan.FromMilliseconds(random.Next(1, 60)),
                Failure = () => new SiloUnavailableException("injected"),
            });
            await RunAsync(cluster, functions, random, [DrpcFailureCode.TimedOut, DrpcFailureCode.SiloLost]);
        }

        faults.Clear();
        await NothingIsLeftAsync(cluster);
        await RunAsync(cluster, functions, random, []);
    }

    [Theory, InlineData(11), InlineData(12), InlineData(13), InlineData(14), InlineData(15), InlineData(16)]
    public async Task Requests_WhileASiloDies_AreRightOrNamedAndLeaveNothing(int seed)
    {
        var random = new Random(seed);
        var functions = Enumerable.Range(0, 6).Select(i => MakeFunction(random, $"random-{i}")).ToArray();
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => Tune(drpc.AddFunctions(functions), random));
        var (type, method) = Calls[random.Next(Calls.Length)];
        var victim = cluster.Cluster.Silos[2];
        var kill = cluster.Cluster.GetFaults().Add(new FaultRule(FaultKind.KillTarget)
        {
            Interface = type, Method = method, Target = victim.SiloAddress, OnCall = random.Next(1, 10),
        });

        await RunAsync(cluster, functions, random, [DrpcFailureCode.TimedOut, DrpcFailureCode.SiloLost], homes: 2);
        Assert.Equal(1, kill.Hits);
        await cluster.Cluster.KillSiloAsync(victim);

        // An aggregator activation may stay until it is collected: the engine drops a dead silo's call that had just activated it.
        await cluster.IdleAsync();
        await RunAsync(cluster, functions, random, [], homes: 2);
    }

    private static void Tune(DrpcBuilder drpc, Random random)
    {
        var (items, queued, window, workers) = (random.Next(1, 200), random.Next(1, 5), random.Next(1, 5), random.Next(1, 5));
        drpc.Configure(options =>
        {
            options.MaxBatchItems = items;
            options.MaxQueuedBatches = queued;
            options.SendWindow = window;
            options.WorkersPerSilo = workers;
        });
    }

    private static async Task RunAsync(
        DrpcTestCluster cluster, DrpcFunction<int, long>[] functions, Random random, DrpcFailureCode[] allowed, int homes = 3)
    {
        var wrong = new ConcurrentQueue<string>();
        var calls = Enumerable.Range(0, 30).Select(_ => (Function: functions[random.Next(functions.Length)], Count: random.Next(0, 400), Home: random.Next(homes))).ToArray();
        await Task.WhenAll(calls.Select(async call =>
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                var sum = await cluster.ClientOn(call.Home).ExecuteAsync(
                    call.Function, call.Count, new CallOptions { Timeout = allowed.Length == 0 ? Limit : Timeout }).Within(Limit, "a call");
                if (sum != (long)call.Count * (call.Count - 1) / 2)
                {
                    wrong.Enqueue($"{call.Function.Name}({call.Count}) = {sum}");
                }
            }
            catch (DrpcException e)
            {
                if (!allowed.Contains(e.Code))
                {
                    wrong.Enqueue($"{call.Function.Name}: {e.Code} {e.Message}");
                }
            }

            if (allowed.Length > 0 && Stopwatch.GetElapsedTime(started) > Timeout + TimeSpan.FromSeconds(1))
            {
                wrong.Enqueue($"{call.Function.Name} took {Stopwatch.GetElapsedTime(started)}");
            }
        }));
        Assert.Equal([], wrong);
    }

    private static async Task NothingIsLeftAsync(DrpcTestCluster cluster)
    {
        await cluster.IdleAsync();
        await Eventually.TrueAsync(
            async () => !(await cluster.Cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics()).Any(grains => grains.ActivationCount > 0
                && (grains.GrainType.Contains("RequestGrain", StringComparison.Ordinal) || grains.GrainType.Contains("AggregatorGrain", StringComparison.Ordinal))),
            "request and aggregator grains to be gone");
    }

    private static DrpcFunction<int, long> MakeFunction(Random random, string name)
    {
        var stages = DrpcFunction.Named(name).Takes<int>().Stage<int>(TestFunctions.EmitRangeAsync, name: "source");
        var count = random.Next(0, 4);
        for (var i = 1; i <= count; i++)
        {
            var tasks = random.Next(1, 7);
            Grouping<int>[] groupings =
            [
                Grouping.Shuffle, Grouping.None, Grouping.LocalOrShuffle, Grouping.Global, Grouping.Fields((int item) => item % 17),
                Grouping.PartialKey((int item) => item % 5), Grouping.Custom((int item, int n) => item % n),
            ];
            var grouping = groupings[random.Next(groupings.Length)];
            stages = random.Next(3) switch
            {
                0 => stages.Aggregate<int>(() => new DistinctAggregator<int>(), tasks, grouping, $"stage-{i}"),
                1 => stages.Stage<int>(WaitALittleAsync, tasks, grouping, $"stage-{i}"),
                _ => stages.Select(item => item, tasks, grouping, $"stage-{i}"),
            };
        }

        return stages.Aggregate(() => 0L, (sum, item) => sum + item, sum => sum, name: "sum").Returns();
    }

    private static async ValueTask WaitALittleAsync(int item, IEmitter<int> output, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await output.EmitAsync(item, cancellationToken);
        await Task.Yield();
    }
}
