using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>
/// One task's work on one batch on this silo, together with the runs that it starts, in an attempt in which lost tasks run again. Ends with
/// the attempt, or when another run of the same batch has won: what it does then is not missed. Thread-safe.
/// </summary>
internal sealed class TaskRun : IDisposable
{
    private readonly RunningRequest _request;
    private readonly TaskRuns _runs;
    private readonly long _id;
    private readonly CancellationTokenSource _ending;
    private readonly CancellationTokenSource _orphaned = new();
    private readonly CancellationTokenSource _codeEnding = new();
    private readonly ConcurrentQueue<Task<ImmutableArray<RunCount>>> _following = [];

    public TaskRun(RunningRequest request, TaskRuns runs, long id, CancellationToken lost)
    {
        _request = request;
        _runs = runs;
        _id = id;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(request.Token, lost, _orphaned.Token);
        Token = _ending.Token;
        Token.UnsafeRegister(static code => _ = ((CancellationTokenSource)code!).CancelAsync(), _codeEnding);
    }

    /// <summary>Fires when the run need not go on. For the service's own waits.</summary>
    public CancellationToken Token { get; }

    /// <summary>Fires just after <see cref="Token"/>, or when the run is done. For the function's code, whose callbacks may block.</summary>
    public CancellationToken CodeToken => _codeEnding.Token;

    public bool IsCancelled => Token.IsCancellationRequested;

    /// <summary>Ends the run because the silo is lost that had started it.</summary>
    public void Orphan() => _ = _orphaned.CancelAsync();

    /// <summary>Brings a batch of the run to where it goes. Done when the aggregation has taken it, or when there is room for more.</summary>
    public Task DeliverAsync(PlanStage target, int task, ItemBatch items) => target.IsAggregator
        ? _request.Aggregator(target.Index, task).AddFromRunAsync(new RunBatch(_id, new StageBatch(_request.Attempt, target.Index, task, items)))
        : StartAsync(target, task, items);

    /// <summary>Waits until everything that follows from the run is whole.</summary>
    /// <param name="stage">The run's stage.</param>
    /// <param name="receipt">What the run's code sent.</param>
    public async Task<RunReceipt> CompleteAsync(PlanStage stage, StageReceipt receipt)
    {
        if (stage.Index == _request.Plan.Function.RerunnableStages - 1)
        {
            return new RunReceipt([.. receipt.Sent.Select(sent => new RunCount(_id, sent.Task, sent.Items))]);
        }

        return new RunReceipt([.. (await Task.WhenAll(_following)).SelectMany(sent => sent)]);
    }

    public void Dispose()
    {
        _runs.Forget(_id);

        // Not by the link alone: to dispose of it takes it off a token that is firing but has not come to it.
        _ = _codeEnding.CancelAsync();
        _ending.Dispose();
    }

    private async Task StartAsync(PlanStage target, int task, ItemBatch items)
    {
        var room = _runs.RoomFor(target);
        await room.EnterAsync(Token);
        _following.Enqueue(SuperviseAsync(target, task, items, room));
    }

    private async Task<ImmutableArray<RunCount>> SuperviseAsync(PlanStage target, int task, ItemBatch items, RunRoom room)
    {
        // Kept until it is whole, wherever it runs.
        var bytes = items.ApproximateBytes;
        _request.Queue(bytes);
        try
        {
            return await _runs.StartAsync(target, task, items, Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // At once: the code of this run may go on for long before anybody asks.
            _request.Fail(Failures.Of(e, _request), target, this);
            throw;
        }
        finally
        {
            _request.Unqueue(bytes);
            room.Leave();
        }
    }
}
