using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>
/// Sees to it that a batch is worked on whole: keeps it, has it run on another silo where the run's silo is lost, or beside a run that
/// straggles. The first whole run wins, the others are cancelled. Used once.
/// </summary>
internal sealed class RunSupervisor(RunningRequest request, TaskRuns runs, PlanStage stage, int task, ItemBatch items, CancellationToken cancellationToken)
{
    /// <summary>It may be the batch that kills them.</summary>
    private const int MaxLostSilos = 1;

    private readonly List<(int Silo, Task<RunReceipt> Receipt)> _running = [];
    private readonly List<int> _tried = [];
    private int _lost;

    /// <returns>What the run that won sent to the aggregation.</returns>
    /// <exception cref="DrpcException">A run failed, or too many silos were lost.</exception>
    public async Task<ImmutableArray<RunCount>> ExecuteAsync()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hedge = runs.HedgeDelayOf(stage) is { } delay ? runs.WaitToHedgeAsync(stage, delay, end.Token) : null;
        try
        {
            _ = TryStart(end.Token) ? true : throw NoSilo();
            while (true)
            {
                var ended = await Task.WhenAny(_running.Select(run => (Task)run.Receipt).Concat(hedge is null ? [] : [hedge]));
                cancellationToken.ThrowIfCancellationRequested();
                if (ended == hedge)
                {
                    hedge = null;
                    CountIf(TryStart(end.Token), "hedged");
                }
                else if (await ReceiptOfAsync(_running.Find(run => run.Receipt == ended), end.Token) is { } receipt)
                {
                    return receipt.Sent;
                }
            }
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    /// <returns>Null: its silo was lost, but there is another run now.</returns>
    private async Task<RunReceipt?> ReceiptOfAsync((int Silo, Task<RunReceipt> Receipt) run, CancellationToken token)
    {
        try
        {
            return await run.Receipt;
        }
        catch (Exception e) when (LossOf(e, request.Plan.Silos[run.Silo]) is { } loss)
        {
            _running.Remove(run);
            if (!runs.TryLose(loss.LostSilo!) || ++_lost > MaxLostSilos || (_running.Count == 0 && !CountIf(TryStart(token), "lost")))
            {
                throw new DrpcException(loss);
            }

            return null;
        }
    }

    private bool TryStart(CancellationToken token)
    {
        if (runs.SiloFor(stage, task, _tried) is not { } silo)
        {
            return false;
        }

        _tried.Add(silo);
        var batch = new RunBatch(runs.NextNumber(), new StageBatch(request.Attempt, stage.Index, task, items));
        _running.Add((silo, request.Dispatcher(silo).RunAsync(batch, token).WaitAsync(token)));
        return true;
    }

    private bool CountIf(bool isStarted, string reason)
    {
        if (isStarted)
        {
            runs.CountRerun(reason);
        }

        return isStarted;
    }

    /// <summary>Null: not the run's own silo was lost, or something else happened.</summary>
    private DrpcFailure? LossOf(Exception exception, SiloAddress silo) =>
        Failures.Of(exception, request.Attempt.Request, request.Function.Definition.Name, silo) is { Code: DrpcFailureCode.SiloLost } failure
            && silo.Equals(failure.LostSilo) ? failure : null;

    private DrpcException NoSilo() => new(new DrpcFailure(
        DrpcFailureCode.SiloLost, $"No silo is left that could run task {task} of stage '{stage.Name}'. Call again.", request.Attempt.Request, stage.Name));
}
