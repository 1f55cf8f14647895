namespace OrleansDrpc;

/// <summary>
/// Sends the full batches of an emitter, and waits, without the worker slot, when too many are under way. It waits outside the turn of the
/// code that emits, because that may block its thread until the emit is done. For one caller at a time unless a member says otherwise.
/// </summary>
internal sealed class BatchSender<T>(RunningRequest request, PlanStage sender, EdgeOutput<T>[] edges, WorkerSlot slot, TaskRun? run, int window)
{
    private readonly Queue<(Task Sent, SiloAddress Receiver, long Bytes)> _underWay = new();
    private readonly TaskScheduler _turns = TaskScheduler.Current;
    private volatile bool _isDone;
    private int _emits;
    private long _waitingBytes;
    private long _addedBytes;

    /// <summary>Whether the code may be waiting for an emit, which minds the slot itself. Thread-safe.</summary>
    public bool IsFlushing => Volatile.Read(ref _emits) > 0;

    private CancellationToken Token => run?.Token ?? request.Token;

    /// <summary>How many batches may be under way; where the silo's queues are full, one.</summary>
    private int Window => request.Function.Queues.IsFull ? 1 : window;

    public bool HasFull
    {
        get
        {
            foreach (var edge in edges)
            {
                if (edge.Buffers.Full.Count > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>An emit that may wait begins. Thread-safe.</summary>
    public void BeginEmit() => Interlocked.Increment(ref _emits);

    /// <summary>
    /// An emit is done. When it has come in, the stage's code goes on in its own next turn. Where it comes to the end of that turn in the middle
    /// of an item and not in an emit, it waits for something of its own, and gives its slot up. Thread-safe.
    /// </summary>
    /// <param name="hasEntered">Whether the emit may have taken the slot anew.</param>
    public void EndEmit(bool hasEntered)
    {
        if (hasEntered)
        {
            _ = Task.Factory.StartNew(static sender => ((BatchSender<T>)sender!).LeaveIfWaiting(), this, CancellationToken.None, TaskCreationOptions.None, _turns);
        }
        else
        {
            Interlocked.Decrement(ref _emits);
        }
    }

    /// <summary>Sends every full batch. Where it fails or is cancelled on the way, the others are still to be sent.</summary>
    /// <returns>Whether it has taken the slot anew.</returns>
    public async ValueTask<bool> SendFullAsync(CancellationToken cancellationToken)
    {
        var waited = !slot.IsHeld;
        foreach (var edge in edges)
        {
            while (edge.Buffers.Full.TryDequeue(out var full))
            {
                Token.ThrowIfCancellationRequested();
                edge.Sent(full.Task, full.Batch.Count);
                Send(edge.Target, full.Task, full.Batch);
                waited |= await SettleAsync(Window - 1, cancellationToken).ConfigureAwait(false);
            }
        }

        var computing = slot.YieldAsync(inTurn: false);
        waited |= !computing.IsCompleted;
        await computing.ConfigureAwait(false);
        return waited;
    }

    /// <summary>Sends all that is left and waits until it has arrived.</summary>
    public async ValueTask<StageReceipt> CompleteAsync()
    {
        _isDone = true;
        foreach (var edge in edges)
        {
            edge.Buffers.CompleteAll();
        }

        await SendFullAsync(CancellationToken.None);
        await SettleAsync(0, CancellationToken.None);
        var receipt = new ReceiptSum();
        foreach (var edge in edges)
        {
            edge.AddTo(receipt);
        }

        return receipt.ToReceipt();
    }

    private void LeaveIfWaiting()
    {
        if (Interlocked.Decrement(ref _emits) == 0 && !_isDone)
        {
            slot.Leave();
        }
    }

    private void Send(PlanStage target, int task, ItemBatch batch)
    {
        // An inbox counts what waits in it. Nobody else does for an aggregator, and for room for a run.
        var bytes = run is null && !target.IsAggregator ? 0 : batch.ApproximateBytes;
        _underWay.Enqueue((DeliverAsync(target, task, batch), request.Plan.SiloAddressOf(target.Index, task), bytes));
        _waitingBytes += bytes;
        _addedBytes += bytes;
    }

    // Orleans may send a message in a later turn of its caller, when it has to look for the grain or to connect to its silo; and while the code
    // blocks its thread there is none. So until the code has ended, batches are sent as if outside its turn, on the same thread.
    private Task DeliverAsync(PlanStage target, int task, ItemBatch batch)
    {
        if (_isDone || TaskScheduler.Current == TaskScheduler.Default)
        {
            return SendAsync(target, task, batch);
        }

        var sending = new Task<Task>(() => SendAsync(target, task, batch));
        sending.RunSynchronously(TaskScheduler.Default);
        return sending.GetAwaiter().GetResult();
    }

    private Task SendAsync(PlanStage target, int task, ItemBatch batch) =>
        run is null ? request.DeliverAsync(target, task, batch) : run.DeliverAsync(target, task, batch);

    private async Task QueueAsync(Task sent, CancellationToken cancellationToken)
    {
        var bytes = _waitingBytes;
        if (bytes == 0)
        {
            await WaitAsync(sent, cancellationToken).ConfigureAwait(false);
            return;
        }

        request.Queue(bytes, _addedBytes);
        _addedBytes = 0;
        try
        {
            await WaitAsync(sent, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.Unqueue(bytes);
        }
    }

    private async Task WaitAsync(Task sent, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == request.CodeToken || cancellationToken == request.WorkToken
            || cancellationToken == run?.CodeToken)
        {
            await sent.WaitAsync(Token).ConfigureAwait(false);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(Token, cancellationToken);
        await sent.WaitAsync(either.Token).ConfigureAwait(false);
    }

    /// <summary>Waits until no more than <paramref name="most"/> batches are under way.</summary>
    /// <returns>Whether it had to; then the slot is no longer held.</returns>
    private async ValueTask<bool> SettleAsync(int most, CancellationToken cancellationToken)
    {
        var waited = false;
        while (_underWay.TryPeek(out var oldest) && (oldest.Sent.IsCompleted || _underWay.Count > most))
        {
            if (!oldest.Sent.IsCompleted)
            {
                waited = true;
                slot.Leave();

                // For the end of the task, not for its result, which is taken below.
                await QueueAsync(Task.WhenAny(oldest.Sent), cancellationToken).ConfigureAwait(false);
            }

            _underWay.Dequeue();
            _waitingBytes -= oldest.Bytes;
            try
            {
                await oldest.Sent.ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Here, because the stage's code, through which the exception goes now, may swallow it; and marked as ours, so that
                // the code is not blamed for it.
                var failure = Failures.Of(e, request, oldest.Receiver);
                request.Fail(failure, sender, run);
                throw new DrpcException(failure);
            }
        }

        return waited;
    }
}
