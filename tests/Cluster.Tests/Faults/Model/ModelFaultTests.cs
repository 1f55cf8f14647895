using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>
/// Random functions on random data under random faults, by seed, against their plain sequential evaluation. Each request ends in time, with
/// exactly the right answer or with a failure that the faults explain; reliable ones succeed when the faults stop early enough; afterwards
/// nothing of them is left. A failure tells the command that repeats it (<see cref="SeedRange"/>).
/// </summary>
[Collection(nameof(Alone))]
public sealed class ModelFaultTests
{
    private const int Seeds = 400;
    private const int SeedsOfCluster = 10;
    private const int ClustersAtOnce = 12;

    [Fact]
    public Task Calls_LateLostOrFailed_AnswersAreRight() => RunAsync(FaultFamily.Calls, 1);

    [Fact]
    public Task Silos_DieStopAndStart_AnswersAreRight() => RunAsync(FaultFamily.Silos, 10_001);

    [Fact]
    public Task Silos_CutOffAndHealed_AnswersAreRight() => RunAsync(FaultFamily.Cuts, 20_001);

    [Fact]
    public Task Code_ThrowsOrIsSlow_AnswersAreRight() => RunAsync(FaultFamily.Code, 30_001);

    [Fact]
    public Task Everything_AtOnce_AnswersAreRight() => RunAsync(FaultFamily.Everything, 40_001);

    private static async Task RunAsync(FaultFamily family, int firstSeed, [CallerMemberName] string fact = "")
    {
        var mistakes = new ConcurrentQueue<string>();
        var partial = new ConcurrentQueue<int>();
        var range = SeedRange.Of(firstSeed, Seeds);
        using var reruns = new Reruns(function => function.StartsWith(SeedModel.FunctionPrefix, StringComparison.Ordinal));
        using var stalls = new StallMeter();
        await Parallel.ForEachAsync(
            range.Groups(SeedsOfCluster),
            new ParallelOptions { MaxDegreeOfParallelism = ClustersAtOnce },
            async (seeds, _) => await RunAsync(seeds, family, fact, stalls, mistakes, partial));
        Assert.True(mistakes.IsEmpty, $"{mistakes.Count} seeds are wrong:\n{string.Join('\n', mistakes.Take(10))}");
        Assert.True(range.Count < Seeds || reruns.Hedged > 0, "No task was hedged: the model does not try that any more.");
        Assert.True(range.Count < Seeds || !family.HasFlag(FaultFamily.Silos) || reruns.Lost > 0, "No lost task ran again: the model does not try that any more.");
        Assert.True(range.Count < Seeds || family != FaultFamily.Code || partial.Sum() > 0, "No call was answered in part: the model does not try that any more.");
        TestContext.Current.SendDiagnosticMessage($"{fact}: {reruns.Lost} lost tasks ran again, {reruns.Hedged} were hedged, {partial.Sum()} calls were answered in part.");
    }

    private static async Task RunAsync(int[] seeds, FaultFamily family, string fact, StallMeter stalls, ConcurrentQueue<string> mistakes, ConcurrentQueue<int> partial)
    {
        var models = seeds.Select(seed => new SeedModel(seed, family)).ToArray();
        await using var cluster = await ModelCluster.StartAsync(
            models.SelectMany(model => model.Functions).Select(function => function.Definition), new Random(seeds[0] / SeedsOfCluster));
        foreach (var model in models)
        {
            var runner = new SeedRunner(cluster, model, stalls);
            var wrong = await runner.RunAsync();
            partial.Enqueue(runner.PartialAnswers);
            if (wrong.Count > 0)
            {
                // What comes after it on this cluster proves nothing.
                mistakes.Enqueue($"Seed {model.Seed} ({model.Family}). Repeat: {SeedRange.CommandFor(model.Seed, fact)}\n  {string.Join("\n  ", wrong)}");
                return;
            }
        }
    }
}

/// <summary>Tests that need the machine for themselves.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
