namespace OrleansDrpc;

/// <summary>
/// The tasks of one stage that run on this silo, in an attempt in which lost tasks run again. As ever, a task works on one batch at a
/// time, in their order; a run that only waits for what follows from it holds up nobody. Used in the turns of the dispatcher grain only.
/// </summary>
internal sealed class RunInbox(RunningRequest request, PlanStage stage, IStageWorkerGrain workers)
{
    private readonly Dictionary<int, SemaphoreSlim> _turns = [];
    private int _sequence;

    public async Task<RunReceipt> RunAsync(RunBatch batch, CancellationToken cancellationToken)
    {
        using var run = request.Runs!.Begin(batch.Run, cancellationToken);
        try
        {
            return await run.CompleteAsync(stage, await ExecuteAsync(run, batch));
        }
        catch (Exception e)
        {
            request.Fail(Failures.Of(e, request), stage, run);
            request.ThrowIfEnded();
            throw cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken) : Orphaned();
        }
    }

    /// <summary>Heard only where the silo that started the run lives after all: then the attempt is replayed.</summary>
    private DrpcException Orphaned() => new(new DrpcFailure(
        DrpcFailureCode.SiloLost, $"A silo that ran stages of function '{request.Function.Definition.Name}' was taken for lost. Call again.", request.Attempt.Request, stage.Name));

    private async Task<StageReceipt> ExecuteAsync(TaskRun run, RunBatch batch)
    {
        var turn = TurnOf(batch.Items.Task);
        await WaitForTurnAsync(turn, run, batch);
        try
        {
            var work = new StageWork(request.Attempt, stage.Index, batch.Items.Task, _sequence++, batch.Items.Items, batch.Run);
            return await workers.RunAsync(work).WaitAsync(run.Token);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task WaitForTurnAsync(SemaphoreSlim turn, TaskRun run, RunBatch batch)
    {
        var waiting = turn.WaitAsync(run.Token);
        if (waiting.IsCompletedSuccessfully)
        {
            return;
        }

        // Who has started the run keeps the batch and counts it; on another silo it is there twice.
        var bytes = request.Runs!.IsOwn(batch.Run) ? 0 : batch.Items.Items.ApproximateBytes;
        request.Queue(bytes);
        try
        {
            await waiting;
        }
        finally
        {
            request.Unqueue(bytes);
        }
    }

    private SemaphoreSlim TurnOf(int task)
    {
        if (!_turns.TryGetValue(task, out var turn))
        {
            _turns.Add(task, turn = new SemaphoreSlim(1));
        }

        return turn;
    }
}
