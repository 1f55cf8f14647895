namespace OrleansDrpc;

/// <summary>
/// The output of one run of a stage or aggregator. Shares items out over the edges, sends full batches, and waits, without
/// the worker slot, when too many are under way. In the last stage it keeps the values. Not thread-safe.
/// </summary>
internal sealed class Emitter<T>(RunningRequest request, PlanStage stage, int task, EdgeOutput<T>[] edges, WorkerSlot slot, int window) : IEmitter<T>
{
    private readonly Queue<Task>? _underWay = edges.Length == 0 ? null : new();
    private ValueBuffer<T> _values;
    private StageContext? _context;
    private bool _isComplete;

    /// <summary>Whether an emit is sending or waiting.</summary>
    public bool IsFlushing { get; private set; }

    public StageContext Context => _context ??= new StageContext(
        request.Attempt,
        request.Function.Definition.Name,
        stage.Name,
        task,
        stage.TaskCount,
        edges.Length == 0 ? 0 : edges[0].Target.TaskCount,
        request.Silo.ToString());


    public ValueTask EmitAsync(T item, CancellationToken cancellationToken = default)
    {
        CheckUse();
        if (edges.Length == 0)
        {
            _values.Add(item);
            return default;
        }

        var isFull = false;
        foreach (var edge in edges)
        {
            edge.Partitioner.Add(item, edge.Buffers);
            isFull |= edge.Buffers.Full.Count > 0;
        }

        return isFull ? SendFullAsync(cancellationToken) : default;
    }

    public ValueTask EmitAsync(ReadOnlySpan<T> items, CancellationToken cancellationToken = default)
    {
        CheckUse();
        if (edges.Length == 0)
        {
            _values.Add(items);
            return default;
        }

        var isFull = false;
        foreach (var edge in edges)
        {
            edge.Partitioner.Add(items, edge.Buffers);
            isFull |= edge.Buffers.Full.Count > 0;
        }

        return isFull ? SendFullAsync(cancellationToken) : default;
    }

    public ValueTask EmitToAsync(int task, T item, CancellationToken cancellationToken = default)
    {
        CheckUse();
        if (edges.Length != 1 || edges[0].Grouping != GroupingKind.Direct)
        {
            throw new InvalidOperationException($"EmitToAsync in stage '{stage.Name}': the next stage is not grouped by Grouping.Direct.");
        }

        var edge = edges[0];
        if ((uint)task >= (uint)edge.Target.TaskCount)
        {
            throw new ArgumentOutOfRangeException(nameof(task), task, $"The tasks of stage '{edge.Target.Name}' are 0 to {edge.Target.TaskCount - 1}.");
        }

        edge.Buffers.Add(task, item);
        return edge.Buffers.Full.Count > 0 ? SendFullAsync(cancellationToken) : default;
    }

    /// <summary>Sends what is left and waits until all has arrived. Nothing can be emitted afterwards.</summary>
    public async ValueTask<StageReceipt> CompleteAsync()
    {
        CheckUse();
        _isComplete = true;
        if (edges.Length == 0)
        {
            return _values.ToReceipt();
        }

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

    private void CheckUse()
    {
        if (_isComplete)
        {
            throw new InvalidOperationException($"Stage '{stage.Name}' emitted after it had ended: await every emit before returning.");
        }

        if (IsFlushing)
        {
            throw new InvalidOperationException($"Stage '{stage.Name}' emitted while another emit was not done: await every emit before the next.");
        }
    }

    private async ValueTask SendFullAsync(CancellationToken cancellationToken)
    {
        IsFlushing = true;
        var waited = false;
        foreach (var edge in edges)
        {
            foreach (var (target, batch) in edge.Buffers.Full)
            {
                request.Token.ThrowIfCancellationRequested();
                edge.Sent(target, batch.Count);
                _underWay!.Enqueue(request.DeliverAsync(edge.Target, target, batch));
                waited |= await SettleAsync(window - 1, cancellationToken);
            }

            edge.Buffers.Full.Clear();
        }

        var computing = slot.YieldAsync();
        waited |= !computing.IsCompleted;
        await computing;
        IsFlushing = false;
        if (waited)
        {
            _ = LeaveIfWaitingAsync();
        }
    }

    /// <summary>
    /// After an emit that waited, the stage's code goes on in this turn. When it comes to the end of the turn in the middle of an item and
    /// not in an emit, it waits for something of its own, and gives its slot up.
    /// </summary>
    private async Task LeaveIfWaitingAsync()
    {
        await Task.Yield();
        if (!IsFlushing && !_isComplete)
        {
            slot.Leave();
        }
    }

    /// <summary>Waits until no more than <paramref name="most"/> batches are under way.</summary>
    /// <returns>Whether it had to; then the slot is no longer held.</returns>
    private async ValueTask<bool> SettleAsync(int most, CancellationToken cancellationToken)
    {
        var waited = false;
        while (_underWay!.TryPeek(out var oldest) && (oldest.IsCompleted || _underWay.Count > most))
        {
            if (!oldest.IsCompleted)
            {
                waited = true;
                slot.Leave();
                await WaitAsync(oldest, cancellationToken);
            }

            try
            {
                await _underWay.Dequeue();
            }
            catch (Exception e) when (!Failures.IsOfService(e))
            {
                // Marked as ours, so that the stage's code, through which it goes now, is not blamed for it.
                throw new DrpcException(Failures.Of(e, request));
            }
        }

        return waited;
    }

    // Waits for the end of the task, not for its result, which the caller takes.
    private async Task WaitAsync(Task send, CancellationToken cancellationToken)
    {
        await Task.WhenAny(send).WaitAsync(request.Token);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
