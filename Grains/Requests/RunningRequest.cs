namespace OrleansDrpc;

/// <summary>
/// One attempt as one silo knows it, from its opening there to its end: the plan, the token that everything of it listens to, and how it
/// failed, if it did. Thread-safe unless a member says otherwise.
/// </summary>
internal sealed class RunningRequest
{
    private readonly CancellationTokenSource _codeEnding = new();
    private CancellationTokenSource? _ending;
    private TaskCompletionSource<DrpcFailure?>? _ended;
    private int[]?[]? _localTasks;
    private IAggregatorGrain?[]?[]? _aggregators;
    private StageInbox?[]? _inboxes;
    private CallOutcome<StageReceipt>? _onlyCall;
    private readonly CancellationTokenSource? _workEnding;
    private int _isEnded;
    private long _queuedBytes;
    private volatile bool _isCutOff;
    private int _finishedStages;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private DrpcFailure? _failure;

    public RunningRequest(
        AttemptId attempt, RegisteredFunction function, RequestPlan plan, SiloAddress silo, TimeSpan remaining, IGrainFactory grains, TimeProvider time)
    {
        Attempt = attempt;
        Function = function;
        Plan = plan;
        Silo = silo;
        LocalIndex = plan.Silos.IndexOf(silo);
        Limit = Remaining = remaining;
        Started = time.GetTimestamp();
        _grains = grains;
        _time = time;
        _workEnding = function.Definition.Settings.PartialAnswers ? new CancellationTokenSource() : null;
    }

    public AttemptId Attempt { get; }

    public RegisteredFunction Function { get; }

    public RequestPlan Plan { get; }

    /// <summary>The silo on which this object lives.</summary>
    public SiloAddress Silo { get; }

    public int LocalIndex { get; }

    /// <summary>Whether it runs at home alone, whatever the plan says.</summary>
    public bool IsAlone { get; set; }

    /// <summary>The runs of its tasks, where lost ones run again; null: a lost task fails the attempt.</summary>
    public TaskRuns? Runs { get; set; }

    /// <summary>Whether it goes before or after others that wait.</summary>
    public RequestPriority Priority { get; init; }

    /// <summary>What waits here for its tasks, in bytes, about.</summary>
    public long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>
    /// The silo that is stopping, or overloaded, and would not take its part, where that is what ended the attempt; <see cref="Failure"/> is its
    /// refusal, and nothing was done.
    /// </summary>
    public SiloAddress? RefusedBy { get; private set; }

    /// <summary>The silos that hold a part of it.</summary>
    public IEnumerable<SiloAddress> TakingPart => IsAlone
        ? [Plan.Home]
        : Plan.Silos.Where((silo, index) => silo.Equals(Plan.Home) || Plan.Uses(index));

    /// <summary>How many stages have finished, in the plan's order. Told by its home alone; others may read it.</summary>
    public int FinishedStages
    {
        get => Volatile.Read(ref _finishedStages);
        set => Volatile.Write(ref _finishedStages, value);
    }

    /// <summary>How long it had until its deadline when it was opened here.</summary>
    public TimeSpan Remaining { get; }

    /// <summary>How long it had when it began at its home, for messages.</summary>
    public TimeSpan Limit { get; set; }

    /// <summary>How long it still has until its deadline; zero where that has passed.</summary>
    public TimeSpan Left => _time.GetElapsedTime(Started) is var passed && passed < Remaining ? Remaining - passed : TimeSpan.Zero;

    /// <summary>When it was opened here.</summary>
    public long Started { get; }

    /// <summary>Fires when the attempt has ended here, in whatever way. For the service's own waits.</summary>
    public CancellationToken Token => (Volatile.Read(ref _ending) ?? CreateEnding()).Token;

    public bool HasEnded => Volatile.Read(ref _isEnded) == 1;

    /// <summary>Fires just after <see cref="Token"/>. For the function's code, whose callbacks may block and must not hold up anybody else's.</summary>
    public CancellationToken CodeToken => _codeEnding.Token;

    /// <summary>What the code of working stages gets as <see cref="CodeToken"/>: fires at a cut-off, too.</summary>
    public CancellationToken WorkToken => (_workEnding ?? _codeEnding).Token;

    /// <summary>Whether the working stages have been stopped here, so that the aggregations can answer in part before the deadline.</summary>
    public bool IsCutOff => _isCutOff;

    /// <summary>Whether aggregations finish here with what has arrived, so that what comes from working stages now is in no answer.</summary>
    public bool DropsLateItems { get; set; }

    /// <summary>The first failure, if there was one.</summary>
    public DrpcFailure? Failure => Volatile.Read(ref _failure);

    /// <summary>Belongs to this silo's dispatcher grain and is used in its turns only.</summary>
    public StageInbox?[] Inboxes => _inboxes ??= new StageInbox?[Plan.Function.Stages.Length];

    /// <summary>What the request computes; at home only, and null for a request that is not counted.</summary>
    public RequestWork? Work { get; set; }

    /// <summary>Belongs to <see cref="WorkerGate"/>.</summary>
    public RequestSlots Slots { get; } = new();

    /// <summary>Something of it begins to wait here.</summary>
    /// <param name="bytes">About how large it is.</param>
    public void Queue(long bytes) => Queue(bytes, bytes);

    /// <summary>Something of it waits here again, together with what has not waited yet.</summary>
    /// <param name="bytes">About how large it is in all.</param>
    /// <param name="added">Of which so much has not waited yet.</param>
    public void Queue(long bytes, long added)
    {
        // In this order: a look in between counts it twice rather than not at all.
        Interlocked.Add(ref _queuedBytes, bytes);
        Function.Queues.Add(added);
    }

    /// <summary>It waits no longer.</summary>
    public void Unqueue(long bytes) => Interlocked.Add(ref _queuedBytes, -bytes);

    /// <exception cref="DrpcException">The attempt has failed here.</exception>
    /// <exception cref="OperationCanceledException">It has ended here.</exception>
    public void ThrowIfEnded()
    {
        if (HasEnded)
        {
            throw Failure is { } failure ? new DrpcException(failure) : new OperationCanceledException($"Attempt {Attempt} has ended on silo {Silo}.");
        }
    }

    /// <summary>Waits no longer than the attempt runs here, and then says how it failed rather than that a token fired.</summary>
    public async Task WhileRunningAsync(Task task)
    {
        try
        {
            await task.WaitAsync(Token);
        }
        catch (OperationCanceledException)
        {
            ThrowIfEnded();
            throw;
        }
    }

    /// <summary>Ends the attempt here with a failure, unless it has ended before. The first one counts.</summary>
    public void Fail(DrpcFailure failure)
    {
        if (TrySetFailure(failure))
        {
            End();
        }
    }

    /// <summary>Ends the attempt because a silo would not take its part, unless it has ended before.</summary>
    public void Refuse(SiloAddress silo, DrpcFailure refusal)
    {
        if (TrySetFailure(refusal))
        {
            RefusedBy = silo;
            End();
        }
    }

    /// <summary>Ends the attempt because of what happened in a stage, unless its work, or its run, has been stopped and is not missed.</summary>
    public void Fail(DrpcFailure failure, PlanStage stage, TaskRun? run = null)
    {
        if (!IsCutOffFor(stage) && run is not { IsCancelled: true })
        {
            Fail(failure);
        }
    }

    /// <summary>Whether the stage's work has been cut off.</summary>
    public bool IsCutOffFor(PlanStage stage) => _isCutOff && !stage.IsAggregator;

    /// <summary>Stops the working stages here.</summary>
    public void CutOff()
    {
        _isCutOff = true;
        _ = _workEnding?.CancelAsync();
    }

    /// <summary>Ends the attempt here; nothing of it may go on.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            Volatile.Read(ref _ended)?.TrySetResult(Failure);
            Volatile.Read(ref _onlyCall)?.TrySetCanceled(CancellationToken.None);
            _ = Volatile.Read(ref _ending)?.CancelAsync();
            _ = _codeEnding.CancelAsync();
            _ = _workEnding?.CancelAsync();
        }
    }

    /// <summary>Waits for the one call of an attempt that runs alone, no longer than until its end.</summary>
    /// <exception cref="OperationCanceledException">The attempt ended first.</exception>
    public Task<StageReceipt> WaitForAsync(Task<StageReceipt> call)
    {
        if (call.IsCompleted)
        {
            return call;
        }

        var outcome = new CallOutcome<StageReceipt>(call);
        Interlocked.Exchange(ref _onlyCall, outcome);
        if (HasEnded)
        {
            outcome.TrySetCanceled(CancellationToken.None);
        }

        return outcome.Task;
    }

    /// <summary>Done when the attempt has ended here; the failure, or null.</summary>
    public Task<DrpcFailure?> WaitForEndAsync()
    {
        var ended = new TaskCompletionSource<DrpcFailure?>(TaskCreationOptions.RunContinuationsAsynchronously);
        ended = Interlocked.CompareExchange(ref _ended, ended, null) ?? ended;
        if (HasEnded)
        {
            ended.TrySetResult(Failure);
        }

        return ended.Task;
    }

    public int[] LocalTasks(int stage)
    {
        var stages = _localTasks ??= new int[]?[Plan.Function.Stages.Length];
        return stages[stage] ??= LocalIndex < 0 ? [] : Plan.TasksOn(LocalIndex, stage);
    }

    public IDispatcherGrain Dispatcher(int silo) => _grains.GetGrain<IDispatcherGrain>(PinnedKey.Of(Plan.Silos[silo], IDispatcherGrain.Key));

    public IAggregatorGrain Aggregator(int stage, int partition)
    {
        var stages = _aggregators ??= new IAggregatorGrain?[]?[Plan.Function.Stages.Length];
        var ofStage = stages[stage] ??= new IAggregatorGrain?[Plan.Function.Stages[stage].TaskCount];
        return ofStage[partition] ??= _grains.GetGrain<IAggregatorGrain>(
            PinnedKey.Of(Plan.Silos[Plan.SiloOf(stage, partition)], $"{Attempt}/{stage}/{partition}"));
    }

    /// <summary>Brings a batch to a task. Done when it has arrived and there is room for more.</summary>
    public Task DeliverAsync(PlanStage stage, int task, ItemBatch items)
    {
        var batch = new StageBatch(Attempt, stage.Index, task, items);
        return stage.IsAggregator
            ? Aggregator(stage.Index, task).AddAsync(batch)
            : Dispatcher(Plan.SiloOf(stage.Index, task)).PostAsync(batch);
    }

    /// <summary>What the partitioner of an edge has to know.</summary>
    public PartitionerContext Partitioning(PlanEdge edge, int sender, int sequence)
    {
        var target = Plan.Function.Stages[edge.To];
        var seed = Attempt.Seed + StableHash.Mix(((ulong)(uint)edge.Index << 48) ^ ((ulong)(uint)sender << 32) ^ (uint)sequence);
        return new PartitionerContext(
            target.TaskCount, edge.Grouping == GroupingKind.LocalOrShuffle ? LocalTasks(edge.To) : [], seed, target.Name);
    }

    private bool TrySetFailure(DrpcFailure failure) =>
        Interlocked.CompareExchange(ref _failure, failure with { RequestId = Attempt.Request }, null) is null;

    // Made on first use: a small request that goes well has nothing to wait for.
    private CancellationTokenSource CreateEnding()
    {
        var ending = new CancellationTokenSource();
        ending = Interlocked.CompareExchange(ref _ending, ending, null) ?? ending;
        if (HasEnded)
        {
            _ = ending.CancelAsync();
        }

        return ending;
    }

    /// <summary>Ends the attempt because its time is over.</summary>
    public void Expire()
    {
        var (what, limit) = Function.Definition.Settings.AttemptTimeout == Limit
            ? ("An attempt of function", "its attempt timeout")
            : ("Function", "its deadline, and the caller's timeout");
        Fail(new DrpcFailure(
            DrpcFailureCode.TimedOut,
            $"{what} '{Function.Definition.Name}' did not finish within {Limit.TotalSeconds:0.###} s. Give it more time ({limit}), more parallelism, or less to do."));
    }
}
