using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>
/// What one silo knows of the runs of an attempt in which lost tasks run again: those that are on it, room for those that it starts, and
/// the silos that the attempt has lost. Thread-safe unless a member says otherwise.
/// </summary>
internal sealed class TaskRuns(RunningRequest request, DrpcOptions options, DrpcMetrics metrics, TimeProvider time)
{
    private const int NumberBits = 40;
    private readonly ConcurrentDictionary<long, TaskRun> _here = new();
    private readonly ConcurrentDictionary<SiloAddress, bool> _lost = new();
    private readonly RunRoom?[] _room = new RunRoom?[request.Plan.Function.RerunnableStages];
    private readonly SemaphoreSlim?[] _hedges = new SemaphoreSlim?[request.Plan.Function.RerunnableStages];
    private long _number;

    /// <summary>Belongs to this silo's dispatcher grain and is used in its turns only.</summary>
    public RunInbox?[] Inboxes { get; } = new RunInbox?[request.Plan.Function.RerunnableStages];

    /// <summary>The silos that the attempt does without.</summary>
    public List<SiloAddress> Lost => [.. _lost.Keys];

    /// <summary>How long a run of the stage may take before it is started once more; null: as long as it takes.</summary>
    public TimeSpan? HedgeDelayOf(PlanStage stage) =>
        request.Function.Definition.Settings.HedgeDelay * (request.Plan.Function.RerunnableStages - stage.Index) is { } delay && delay < request.Remaining ? delay : null;

    /// <summary>
    /// Waits until a run may be started once more: for the delay, and until fewer runs of the stage are hedged from here than it has tasks. Where all
    /// are late, because the delay is too short or the silos have too much to do, hedges must not multiply the work.
    /// </summary>
    /// <param name="stage">The run's stage.</param>
    /// <param name="delay">The delay.</param>
    /// <param name="end">To be cancelled when the batch has been worked on; only then another run may be hedged.</param>
    public async Task WaitToHedgeAsync(PlanStage stage, TimeSpan delay, CancellationToken end)
    {
        await Task.Delay(delay, time, end).ConfigureAwait(false);
        var places = Volatile.Read(ref _hedges[stage.Index]) ?? FirstOf(ref _hedges[stage.Index], new SemaphoreSlim(stage.TaskCount));
        await places.WaitAsync(end).ConfigureAwait(false);
        end.UnsafeRegister(static hedges => ((SemaphoreSlim)hedges!).Release(), places);
    }

    /// <summary>Has a task run on a batch, again and elsewhere where its silo is lost or it straggles. Done when one run is whole.</summary>
    /// <returns>What the whole run sent to the aggregation.</returns>
    public Task<ImmutableArray<RunCount>> StartAsync(PlanStage stage, int task, ItemBatch items, CancellationToken cancellationToken)
    {
        // In no grain's turn: the one that sends has other work meanwhile, which may block.
        var supervisor = new RunSupervisor(request, this, stage, task, items, cancellationToken);
        return Task.Run(supervisor.ExecuteAsync, CancellationToken.None);
    }

    /// <summary>A number that no other run of the attempt has; never 0.</summary>
    public long NextNumber() => ((request.LocalIndex + 1L) << NumberBits) | Interlocked.Increment(ref _number);

    /// <summary>Whether this silo has started the run.</summary>
    public bool IsOwn(long number) => number >> NumberBits == request.LocalIndex + 1L;

    /// <summary>A run on this silo begins.</summary>
    public TaskRun Begin(long number, CancellationToken cancellationToken)
    {
        var run = new TaskRun(request, this, number, cancellationToken);
        _here[number] = run;
        if (_lost.Any(lost => IsOf(lost.Key, number)))
        {
            // It was under way when its sender was lost.
            run.Orphan();
        }

        return run;
    }

    /// <exception cref="OperationCanceledException">The run has ended.</exception>
    public TaskRun Get(long number) => _here.TryGetValue(number, out var run) ? run
        : throw new OperationCanceledException($"Run {number} of attempt {request.Attempt} has ended on silo {request.Silo}.");

    public void Forget(long number) => _here.TryRemove(number, out _);

    /// <summary>
    /// As many places as the stage has tasks and a queue has room on a silo, for all runs of the stage that this silo starts; while its queues are
    /// full, as many as the stage has tasks.
    /// </summary>
    public RunRoom RoomFor(PlanStage stage) => Volatile.Read(ref _room[stage.Index])
        ?? FirstOf(ref _room[stage.Index], new RunRoom(request.Function.Queues, stage.TaskCount, stage.TaskCount + options.MaxQueuedBatches));

    /// <summary>Goes on without a silo.</summary>
    /// <returns>Whether that is possible: all that the silo holds can run again.</returns>
    public bool TryLose(SiloAddress silo)
    {
        var can = request.Plan.CanLose(silo);
        if (can && _lost.TryAdd(silo, true))
        {
            Orphan(silo);
        }

        return can;
    }

    /// <summary>Where a task runs: as planned, or, where that silo is lost or to be avoided, on one of the others in turn.</summary>
    /// <returns>The index of the silo; null: there is none.</returns>
    public int? SiloFor(PlanStage stage, int task, List<int> avoided)
    {
        var plan = request.Plan;
        var planned = plan.SiloOf(stage.Index, task);
        var others = plan.Silos.Length - 1;
        return Enumerable.Range(0, others).Select(i => (planned + 1 + ((task / plan.Silos.Length) + i) % others) % plan.Silos.Length).Prepend(planned)
            .Where(silo => !avoided.Contains(silo) && !_lost.ContainsKey(plan.Silos[silo]) && (plan.Silos[silo].Equals(plan.Home) || plan.Uses(silo)))
            .Select(silo => (int?)silo).FirstOrDefault();
    }

    public void CountRerun(string reason) => metrics.TaskRunAgain(request.Function.Definition.Name, reason);

    // Nobody waits for what the lost silo had started here: whoever supervises the runs there starts it anew, and its turns are free then.
    private void Orphan(SiloAddress silo)
    {
        foreach (var run in _here.Where(run => IsOf(silo, run.Key)))
        {
            run.Value.Orphan();
        }
    }

    private static T FirstOf<T>(ref T? place, T made)
        where T : class => Interlocked.CompareExchange(ref place, made, null) ?? made;

    private bool IsOf(SiloAddress sender, long number) => number >> NumberBits == request.Plan.Silos.IndexOf(sender) + 1L;
}
