using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>
/// A function's plan laid over the silos that were active when the attempt began: which task of which stage runs where. The same on every
/// silo, because it follows from the attempt and the list of silos alone. Immutable.
/// </summary>
internal sealed class RequestPlan
{
    private readonly int[]? _rotations;

    public RequestPlan(FunctionPlan function, AttemptId attempt, ImmutableArray<SiloAddress> silos, SiloAddress home, bool rerunsTasks = false)
    {
        Function = function;
        Silos = silos;
        Home = home;
        RerunsTasks = rerunsTasks;
        if (silos.Length == 1)
        {
            return;
        }

        _rotations = new int[function.Stages.Length];
        for (var stage = 0; stage < _rotations.Length; stage++)
        {
            // Each request starts each stage at another silo, so that stages of few tasks load all silos alike. But what cannot run again
            // is best where the request ends with its silo anyway.
            _rotations[stage] = rerunsTasks && stage >= function.RerunnableStages
                ? Math.Max(silos.IndexOf(home), 0)
                : StableHash.Share(StableHash.Mix(attempt.Seed + (ulong)stage), silos.Length);
        }
    }

    public FunctionPlan Function { get; }

    public ImmutableArray<SiloAddress> Silos { get; }

    /// <summary>The silo of the request grain.</summary>
    public SiloAddress Home { get; }

    /// <summary>Whether lost tasks of the first working stages run again, in place of the whole attempt.</summary>
    public bool RerunsTasks { get; }

    /// <summary>Whether all that a silo holds can run again elsewhere.</summary>
    public bool CanLose(SiloAddress silo)
    {
        var index = Silos.IndexOf(silo);
        return RerunsTasks && index >= 0 && !silo.Equals(Home)
            && !Function.Stages.Skip(Function.RerunnableStages).Any(stage => Uses(index, stage));
    }

    /// <summary>The index in <see cref="Silos"/> of the silo on which a task runs.</summary>
    public int SiloOf(int stage, int task) => _rotations is null ? 0 : (int)(((uint)task + (uint)_rotations[stage]) % (uint)Silos.Length);

    /// <summary>The silo on which a task runs.</summary>
    public SiloAddress SiloAddressOf(int stage, int task) => Silos[SiloOf(stage, task)];

    /// <summary>The tasks of a stage that run on a silo, in order.</summary>
    public int[] TasksOn(int silo, int stage) =>
        [.. Enumerable.Range(0, Function.Stages[stage].TaskCount).Where(task => SiloOf(stage, task) == silo)];

    /// <summary>Whether a silo runs any task.</summary>
    public bool Uses(int silo) => Function.Stages.Any(stage => Uses(silo, stage));

    private bool Uses(int silo, PlanStage stage) => Enumerable.Range(0, Math.Min(stage.TaskCount, Silos.Length)).Any(task => SiloOf(stage.Index, task) == silo);
}
