using System.Runtime.InteropServices;

namespace OrleansDrpc;

/// <summary>
/// The output of one run of a stage or aggregator: shares items out over the edges into batches, which it has sent when they are full. In
/// the last stage it keeps the values. Thread-safe: emits take turns.
/// </summary>
internal sealed class Emitter<T>(
    RunningRequest request, PlanStage stage, int task, EdgeOutput<T>[] edges, WorkerSlot slot, TaskRun? run, DrpcOptions options) : IEmitter<T>
{
    private const int MaxWaiting = 1 << 12;
    private readonly BatchSender<T>? _sender = edges.Length == 0 ? null : new(request, stage, edges, slot, run, options.SendWindow);
    private EmitTurn _turn;
    private int _waiting;
    private ValueBuffer<T> _values = new(options.MaxAnswerBytes);
    private StageContext? _context;
    private volatile bool _isComplete;

    /// <summary>Whether the code may be waiting for an emit.</summary>
    public bool IsFlushing => _sender is { IsFlushing: true };

    public StageContext Context => _context ??= new StageContext(
        request.Attempt,
        request.Function.Definition.Name,
        stage.Name,
        task,
        stage.TaskCount,
        edges.Length == 0 ? 0 : edges[0].Target.TaskCount,
        request.Silo.ToString())
    {
        Clock = () => request.Left,
    };

    public ValueTask EmitAsync(T item, CancellationToken cancellationToken = default) => _turn.TryTake()
        ? EmitInTurn(item, cancellationToken)
        : WaitAndEmitAsync(() => EmitInTurn(item, cancellationToken), cancellationToken);

    public ValueTask EmitAsync(ReadOnlySpan<T> items, CancellationToken cancellationToken = default)
    {
        if (_turn.TryTake())
        {
            return EmitInTurn(items, cancellationToken);
        }

        var copy = items.ToArray();
        return WaitAndEmitAsync(() => EmitInTurn(copy, cancellationToken), cancellationToken);
    }

    public ValueTask EmitToAsync(int task, T item, CancellationToken cancellationToken = default) => _turn.TryTake()
        ? EmitToInTurn(task, item, cancellationToken)
        : WaitAndEmitAsync(() => EmitToInTurn(task, item, cancellationToken), cancellationToken);

    /// <summary>Sends what is left and waits until all has arrived. Nothing can be emitted afterwards.</summary>
    public async ValueTask<StageReceipt> CompleteAsync()
    {
        if (!_turn.TryTake())
        {
            throw new InvalidOperationException("It ended before an emit was done; await every emit.");
        }

        _isComplete = true;
        try
        {
            return _sender is null ? _values.ToReceipt() : await _sender.CompleteAsync();
        }
        finally
        {
            _turn.End();
        }
    }

    // Code that goes on emitting without waiting would fill the memory with emits. It is told at once: it does not look at their tasks.
    private ValueTask WaitAndEmitAsync(Func<ValueTask> emit, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _waiting) < MaxWaiting)
        {
            return WaitForTurnAndEmitAsync(emit, cancellationToken);
        }

        var tooMany = new InvalidOperationException($"More than {MaxWaiting:N0} emits wait at once; await every emit.");
        request.Fail(Failures.OfCode(tooMany, request, stage.Name, task).Failure, stage, run);
        throw tooMany;
    }

    private async ValueTask WaitForTurnAndEmitAsync(Func<ValueTask> emit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var token = run?.Token ?? request.Token;
        Interlocked.Increment(ref _waiting);
        try
        {
            while (_turn.TakeOrWait() is { } ended)
            {
                await ended.WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (request.HasEnded || token.IsCancellationRequested)
                {
                    // The item does not matter any more, and thousands of exceptions would hold up others. The next emit says so.
                    return;
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        await emit().ConfigureAwait(false);
    }

    private ValueTask EmitInTurn(T item, CancellationToken cancellationToken) =>
        EmitInTurn(MemoryMarshal.CreateReadOnlySpan(ref item, 1), cancellationToken);

    private ValueTask EmitInTurn(ReadOnlySpan<T> items, CancellationToken cancellationToken)
    {
        try
        {
            ThrowIfNoMore();
            if (_sender is null)
            {
                _values.Add(items);
            }

            foreach (var edge in edges)
            {
                edge.Partitioner.Add(items, edge.Buffers);
            }
        }
        catch (Exception e)
        {
            FailAndEndTurn(e);
            throw;
        }

        return FlushAndEndTurn(cancellationToken);
    }

    private ValueTask EmitToInTurn(int task, T item, CancellationToken cancellationToken)
    {
        try
        {
            ThrowIfNoMore();
            DirectEdge(task).Buffers.Add(task, item);
        }
        catch (Exception e)
        {
            FailAndEndTurn(e);
            throw;
        }

        return FlushAndEndTurn(cancellationToken);
    }

    private EdgeOutput<T> DirectEdge(int task)
    {
        if (edges.Length != 1 || edges[0].Grouping != GroupingKind.Direct)
        {
            throw new InvalidOperationException($"EmitToAsync in stage '{stage.Name}': the next stage is not grouped by Grouping.Direct.");
        }

        var target = edges[0].Target;
        return (uint)task < (uint)target.TaskCount
            ? edges[0]
            : throw new ArgumentOutOfRangeException(nameof(task), task, $"The tasks of stage '{target.Name}' are 0 to {target.TaskCount - 1}.");
    }

    private void ThrowIfNoMore()
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("It emitted after it had ended; await every emit before returning.");
        }

        if (request.HasEnded || request.IsCutOffFor(stage) || run is { IsCancelled: true })
        {
            throw new OperationCanceledException(run?.CodeToken ?? (stage.IsAggregator ? request.CodeToken : request.WorkToken));
        }
    }

    // Not only by the exception, which the code may swallow or nobody hear of: an answer without this item would be wrong.
    private void FailAndEndTurn(Exception exception)
    {
        request.Fail(Failures.OfCode(exception, request, stage.Name, task).Failure, stage, run);
        _turn.End();
    }

    private ValueTask FlushAndEndTurn(CancellationToken cancellationToken)
    {
        if (_sender is { HasFull: true })
        {
            return FlushAsync(_sender, cancellationToken);
        }

        _turn.End();
        return default;
    }

    private ValueTask FlushAsync(BatchSender<T> sender, CancellationToken cancellationToken)
    {
        sender.BeginEmit();
        var sending = SendAndEndTurnAsync(sender, cancellationToken);
        if (sending.IsCompletedSuccessfully)
        {
            sender.EndEmit(sending.Result);
            return default;
        }

        var emitted = new TaskCompletionSource();
        _ = EndAsync(sender, sending.AsTask(), emitted);
        return new ValueTask(emitted.Task);
    }

    // The emit ends outside the code's turn. First the code that awaits it is called to its next turn, then the look at how that turn ends.
    private static async Task EndAsync(BatchSender<T> sender, Task sending, TaskCompletionSource emitted)
    {
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        emitted.SetFromTask(sending);
        sender.EndEmit(hasEntered: true);
    }

    private async ValueTask<bool> SendAndEndTurnAsync(BatchSender<T> sender, CancellationToken cancellationToken)
    {
        try
        {
            return await sender.SendFullAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.End();
        }
    }
}
