namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>All that follows from a seed: functions, calls, faults.</summary>
internal sealed class SeedModel
{
    /// <summary>How the names of all functions begin.</summary>
    public const string FunctionPrefix = "seed-";

    private const int Callers = 4;
    private const int Homes = 3;
    private const int ShareInAHurry = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Random _patience;

    public SeedModel(int seed, FaultFamily families)
    {
        Seed = seed;
        _patience = new Random(~seed);
        var random = new Random(seed);
        Family = families == FaultFamily.Everything ? (FaultFamily)random.Next(1, (int)FaultFamily.Everything + 1) : families;
        var generator = new FunctionGenerator(random, Family);
        Functions = [.. Enumerable.Range(0, 2).Select(i => generator.Next($"{FunctionPrefix}{seed}-{i}"))];
        Calls = [.. Enumerable.Range(0, Callers).Select(_ => Enumerable.Range(0, random.Next(1, 4)).Select(_ => NextCall(random)).ToArray())];
        Faults = new FaultPlan(random, Family);
    }

    public int Seed { get; }

    public FaultFamily Family { get; }

    public IReadOnlyList<FunctionModel> Functions { get; }

    /// <summary>By caller, one after another.</summary>
    public IReadOnlyList<ModelCall[]> Calls { get; }

    public FaultPlan Faults { get; }

    /// <summary>Whether the client outside is not told when a silo dies, as on Orleans.</summary>
    public bool HidesDeaths => Numbers.Share(Numbers.Mix(Seed, 0)) < 0.5;

    // Some must end by a deadline that comes soon, however often they are replayed, or while there is no more than a part of the answer.
    private TimeSpan PatienceWith(FunctionModel function, TimeSpan usual) => function.Settings.PartialAnswers && _patience.Next(3) > 0
        ? TimeSpan.FromMilliseconds(_patience.Next(5, 100))
        : function.Settings.MaxAttempts > 1 && _patience.Next(ShareInAHurry) == 0 ? TimeSpan.FromMilliseconds(_patience.Next(500, 2000))
        : usual;

    private ModelCall NextCall(Random random)
    {
        var function = Functions[random.Next(Functions.Count)];
        return new ModelCall(
            function,
            random.NextInt64(function.LargestArgument + 1),
            random.Next(5) == 0 ? ModelCall.Outside : random.Next(Homes),
            PatienceWith(function, function.Settings.MaxAttempts > 1 ? Patience : TimeSpan.FromMilliseconds(random.Next(200, 600))),
            random.Next(8) == 0 ? TimeSpan.FromMilliseconds(random.Next(0, 80)) : null,
            TimeSpan.FromMilliseconds(random.Next(0, 30)));
    }
}
