using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>
/// The tasks of one stage of one attempt that run on this silo: what waits for each, and what they have sent. A task works on one batch at
/// a time, so a stage's tasks at once are its parallelism. Used in the turns of the dispatcher grain only.
/// </summary>
internal sealed class StageInbox(RunningRequest request, PlanStage stage, IStageWorkerGrain workers, DrpcOptions options)
{
    private readonly Dictionary<int, TaskState> _tasks = [];
    private readonly Queue<TaskCompletionSource> _senders = new();
    private readonly ReceiptSum _receipts = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _queued;
    private int _running;
    private int _sequence;
    private bool _completing;

    /// <summary>Where the silo's queues are full, one batch keeps its tasks busy.</summary>
    private int Capacity => request.Function.Queues.IsFull ? 1 : options.MaxQueuedBatches;

    /// <summary>Takes the items; done when no more than the capacity is waiting, which is what holds fast senders back.</summary>
    public Task PostAsync(int task, ItemBatch items)
    {
        if (request.IsCutOff)
        {
            return Task.CompletedTask;
        }

        var state = StateOf(task);
        state.Received += items.Count;
        if (state.IsRunning)
        {
            var bytes = items.ApproximateBytes;
            state.Waiting.Enqueue((items, bytes));
            request.Queue(bytes);
            _queued++;
        }
        else
        {
            state.IsRunning = true;
            _running++;
            _ = RunAsync(task, state, items);
        }

        return _queued == 0 || _queued <= Capacity ? Task.CompletedTask : RoomAsync();
    }

    /// <summary>Waits for the tasks, after all their senders have.</summary>
    public async Task<StageReceipt> CompleteAsync(ImmutableArray<TaskCount> expected)
    {
        foreach (var (task, items) in expected)
        {
            var received = StateOf(task).Received;
            if (received != items && !request.IsCutOff)
            {
                throw new DrpcException(new DrpcFailure(
                    DrpcFailureCode.CoordinationError,
                    $"Task {task} of stage '{stage.Name}' received {received:N0} items, but {items:N0} were sent to it; its work was discarded. Call again.",
                    request.Attempt.Request,
                    stage.Name));
            }
        }

        _completing = true;
        if (_running > 0)
        {
            await request.WhileRunningAsync(_idle.Task);
        }

        // A task that failed is idle too.
        request.ThrowIfEnded();
        return _receipts.ToReceipt();
    }

    /// <summary>How many of the tasks have worked on everything meant for them.</summary>
    public int CountDone(ImmutableArray<TaskCount> expected) => expected.Count(task => StateOf(task.Task) is var state
        && state.Received == task.Items && !state.IsRunning && !state.IsBroken && state.Waiting.Count == 0);

    private TaskState StateOf(int task)
    {
        if (!_tasks.TryGetValue(task, out var state))
        {
            _tasks.Add(task, state = new TaskState());
        }

        return state;
    }

    private Task RoomAsync()
    {
        var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _senders.Enqueue(room);
        return request.WhileRunningAsync(room.Task);
    }

    private async Task RunAsync(int task, TaskState state, ItemBatch first)
    {
        try
        {
            for (var items = first; items is not null; items = request.IsCutOff ? null : TakeNext(state))
            {
                var work = new StageWork(request.Attempt, stage.Index, task, _sequence++, items);
                _receipts.Add(await workers.RunAsync(work).WaitAsync(request.Token));
                AnswerLimit.Check(_receipts.ValueBytes, options.MaxAnswerBytes);
            }
        }
        catch (Exception e)
        {
            state.IsBroken = true;
            request.Fail(Failures.Of(e, request), stage);
        }

        state.IsRunning = false;
        if (--_running == 0 && _completing)
        {
            _idle.TrySetResult();
        }
    }

    private ItemBatch? TakeNext(TaskState state)
    {
        if (!state.Waiting.TryDequeue(out var next))
        {
            return null;
        }

        request.Unqueue(next.Bytes);
        _queued--;
        while (_senders.Count > 0 && _queued <= Capacity)
        {
            _senders.Dequeue().TrySetResult();
        }

        return next.Items;
    }

    private sealed class TaskState
    {
        public Queue<(ItemBatch Items, long Bytes)> Waiting { get; } = new();

        public long Received { get; set; }

        public bool IsRunning { get; set; }

        public bool IsBroken { get; set; }
    }
}
