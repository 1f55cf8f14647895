namespace OrleansDrpc;

/// <summary>
/// Runs an attempt of several tasks to its coordinated completion: opens it on every silo that takes part, feeds the argument, and then
/// finishes stage after stage, each with the exact number of items that its senders' receipts add up to. What the stages send each other
/// flows meanwhile, and not through here. Used in the turns of the request grain.
/// </summary>
internal sealed class CoordinatedRun(RunningRequest request, long maxAnswerBytes, CutOffTimer? cutOff)
{
    private readonly ReceiptSum _sent = new();
    private readonly List<int> _opened = [];
    private readonly List<RunCount> _runs = [];

    /// <summary>The share of the working stages' tasks that are in the values; null: all.</summary>
    public double? Coverage { get; private set; }

    /// <returns>The values of the last stage, by task.</returns>
    public async Task<IReadOnlyList<ItemBatch>> ExecuteAsync(ItemBatch argument)
    {
        var remote = Enumerable.Range(0, request.Plan.Silos.Length).Where(silo => silo != request.LocalIndex && request.Plan.Uses(silo)).ToArray();
        try
        {
            await Task.WhenAll(remote.Select(silo => Guarded(OpenAsync(silo), request.Plan.Silos[silo]))).WaitAsync(request.Token);
            await FeedAsync(argument);

            // Runs are whole when all stages up to the aggregation are done with them.
            request.FinishedStages = request.Runs is null ? 0 : request.Plan.Function.RerunnableStages;
            foreach (var stage in request.Plan.Function.Stages.Skip(request.FinishedStages))
            {
                // What was cut off is not waited for.
                if (Coverage is null || stage.IsAggregator)
                {
                    await FinishAsync(stage);
                }

                request.FinishedStages++;
            }

            return _sent.Values;
        }
        finally
        {
            foreach (var silo in _opened)
            {
                // One-way: nobody waits for silos to forget the attempt. Where the message is lost, its deadline does it.
                _ = request.Dispatcher(silo).EndAsync(request.Attempt);
            }
        }
    }

    private async Task OpenAsync(int silo)
    {
        var definition = request.Function.Definition;
        var remaining = request.Left; // clocks are not compared: the deadline at home is the one that counts
        try
        {
            await request.Dispatcher(silo).OpenAsync(
                new OpenRequest(request.Attempt, definition.Name, definition.Plan.Version, request.Plan.Silos, request.Plan.Home, remaining, request.Priority, request.Plan.RerunsTasks, request.Limit));
        }
        catch (DrpcException e) when (e.Code is DrpcFailureCode.ShuttingDown or DrpcFailureCode.Overloaded)
        {
            request.Refuse(request.Plan.Silos[silo], e.Failure);
            throw;
        }

        if (request.HasEnded)
        {
            _ = request.Dispatcher(silo).EndAsync(request.Attempt);
            return;
        }

        _opened.Add(silo);
        _ = WatchAsync(silo);
    }

    /// <summary>Keeps a call open at the silo, so that its failure, or its loss, is known at once.</summary>
    private async Task WatchAsync(int silo)
    {
        try
        {
            if (await request.Dispatcher(silo).WatchAsync(request.Attempt) is { } failure)
            {
                FailUnlessOnlyLost(failure, request.Plan.Silos[silo]);
            }
        }
        catch (Exception e)
        {
            FailUnlessOnlyLost(Failures.Of(e, request, request.Plan.Silos[silo]), request.Plan.Silos[silo]);
        }
    }

    private void FailUnlessOnlyLost(DrpcFailure failure, SiloAddress silo)
    {
        // Those who wait for its runs see its loss themselves.
        if (failure.Code != DrpcFailureCode.SiloLost || !silo.Equals(failure.LostSilo) || request.Runs?.TryLose(silo) != true)
        {
            request.Fail(failure);
        }
    }

    private async Task FeedAsync(ItemBatch argument)
    {
        var sends = new List<Task>();
        foreach (var edge in request.Plan.Function.OutgoingOf(PlanEdge.Argument))
        {
            // Not in this turn: the grouping may be code of the function, and must not keep the request from ending.
            var context = request.Partitioning(edge, sender: 0, sequence: 0);
            foreach (var (task, batch) in await Task.Run(() => edge.Split(argument, context)).WaitAsync(request.Token))
            {
                _sent.Add(new SentCount(edge.Index, task, batch.Count));
                var stage = request.Plan.Function.Stages[edge.To];
                sends.Add(Guarded(
                    request.Runs is null ? request.DeliverAsync(stage, task, batch) : RunAsync(request.Runs, stage, task, batch),
                    request.Plan.SiloAddressOf(edge.To, task)));
            }
        }

        await Task.WhenAll(sends).WaitAsync(request.Token);
    }

    private async Task RunAsync(TaskRuns runs, PlanStage stage, int task, ItemBatch batch) =>
        _runs.AddRange(await runs.StartAsync(stage, task, batch, request.Token));

    private async Task FinishAsync(PlanStage stage)
    {
        var expected = _sent.ReceivedBy(stage, request.Plan.Function);
        var receipts = (stage.IsAggregator ? FinishPartitions(stage, expected) : CompleteTasks(stage, expected)).ToArray();
        var all = Task.WhenAll(receipts);
        if (cutOff is not null && !stage.IsAggregator && await cutOff.ComesBeforeAsync(all))
        {
            Coverage = await cutOff.StopWorkAsync(request, stage, expected);
            return;
        }

        await all.WaitAsync(request.Token);
        foreach (var receipt in receipts)
        {
            _sent.Add(await receipt);
            AnswerLimit.Check(_sent.ValueBytes, maxAnswerBytes);
        }
    }

    private IEnumerable<Task<StageReceipt>> FinishPartitions(PlanStage stage, long[] expected)
    {
        // Nobody knows how much the stages sent that were cut off, or ran several times; what aggregations send is known again.
        var isKnown = (Coverage is null && request.Runs is null) || stage.Index > request.Plan.Function.StagesBeforeAggregation;
        var runs = isKnown || request.Runs is null ? null : _runs.ToLookup(run => run.Partition);
        return Enumerable.Range(0, stage.TaskCount).Select(partition => Guarded(
            request.Aggregator(stage.Index, partition)
                .FinishAsync(new FinishAggregation(request.Attempt, stage.Index, partition, isKnown ? expected[partition] : null, runs is null ? null : [.. runs[partition]])),
            request.Plan.SiloAddressOf(stage.Index, partition)));
    }

    private IEnumerable<Task<StageReceipt>> CompleteTasks(PlanStage stage, long[] expected) =>
        Enumerable.Range(0, request.Plan.Silos.Length).Select(silo => (Silo: silo, Tasks: request.Plan.TasksOn(silo, stage.Index)))
            .Where(part => part.Tasks.Any(task => expected[task] > 0))
            .Select(part => Guarded(
                request.Dispatcher(part.Silo)
                    .CompleteAsync(CompleteStage.Of(request.Attempt, stage, part.Tasks, expected)),
                request.Plan.Silos[part.Silo]));

    /// <summary>One failed call fails the attempt at once, whatever the other calls are still waiting for.</summary>
    private async Task Guarded(Task call, SiloAddress callee)
    {
        try
        {
            await call;
        }
        catch (Exception e)
        {
            request.Fail(Failures.Of(e, request, callee));
            throw;
        }
    }

    private async Task<StageReceipt> Guarded(Task<StageReceipt> call, SiloAddress callee)
    {
        await Guarded((Task)call, callee);
        return await call;
    }
}
