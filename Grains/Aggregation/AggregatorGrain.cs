using System.Runtime.InteropServices;
using Orleans.GrainDirectory;

namespace OrleansDrpc;

/// <inheritdoc cref="IAggregatorGrain"/>
[SiloPinned, GrainDirectory(NoDirectory.Name)]
internal sealed class AggregatorGrain(RequestTable requests, WorkerGate gate) : Grain, IAggregatorGrain
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(1);
    private RunningRequest? _request;
    private Aggregation? _aggregation;
    private CancellationTokenRegistration _ended;
    private Dictionary<long, long>? _receivedByRun;

    public Task AddAsync(StageBatch batch) => AddAsync(batch, run: null);

    public Task AddFromRunAsync(RunBatch batch) => AddAsync(batch.Items, batch.Run);

    private async Task AddAsync(StageBatch batch, long? run)
    {
        var request = Join(batch.Attempt);
        if (request.DropsLateItems && batch.Stage == request.Plan.Function.StagesBeforeAggregation)
        {
            _ = _aggregation is null ? EndAsync(CancellationToken.None) : Task.CompletedTask;
            return;
        }

        var slot = new WorkerSlot(gate, request);
        try
        {
            await slot.EnterAsync();
            Open(request, batch.Stage, batch.Task).Add(batch.Items);
            if (run is not null)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_receivedByRun ??= [], run.Value, out _) += batch.Items.Count;
            }
        }
        catch (DrpcException e)
        {
            // Also where the sender's code swallows what its emit throws.
            request.Fail(e.Failure);
            throw;
        }
        catch (OperationCanceledException)
        {
            request.ThrowIfEnded();
            throw;
        }
        finally
        {
            slot.Close();
        }
    }

    public async Task<StageReceipt> FinishAsync(FinishAggregation finish)
    {
        var request = Join(finish.Attempt);
        request.DropsLateItems |= finish.Expected is null;
        var slot = new WorkerSlot(gate, request);
        try
        {
            await slot.EnterAsync();
            var aggregation = Open(request, finish.Stage, finish.Partition);
            if (finish.Expected is { } expected && aggregation.Received != expected)
            {
                throw Mismatch(request, finish, aggregation.Received, expected);
            }

            foreach (var run in finish.Runs ?? [])
            {
                var received = _receivedByRun?.GetValueOrDefault(run.Run) ?? 0;
                _ = received == run.Items ? 0L : throw Mismatch(request, finish, received, run.Items);
            }

            return await aggregation.FinishAsync(slot);
        }
        catch (DrpcException e)
        {
            request.Fail(e.Failure);
            throw;
        }
        catch (OperationCanceledException)
        {
            request.ThrowIfEnded();
            throw;
        }
        finally
        {
            slot.Close();
            if (finish.Runs is null)
            {
                DeactivateOnIdle();
            }

            // Otherwise it stays until the attempt's end: for what comes late, and is dropped.
        }
    }

    /// <summary>Bound to its attempt from the first moment: the call that it is made for may have been given up meanwhile.</summary>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var rest = PinnedKey.RestOf(this.GetPrimaryKeyString());
        try
        {
            _request = Listen(requests.Get(AttemptId.Parse(rest.AsSpan(0, rest.IndexOf('/')))));
        }
        catch (DrpcException)
        {
            // It has ended. The call, which is told why, ends this grain; the timer does where it was given up.
            this.RegisterGrainTimer(EndAsync, new GrainTimerCreationOptions { DueTime = EndTimeout, Period = Timeout.InfiniteTimeSpan });
        }

        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ended.Unregister();
        if (_aggregation is not null)
        {
            await _aggregation.DisposeAsync();
        }
    }

    private Task EndAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private static void Deactivate(IGrainContext context) =>
        context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The attempt has ended."));

    private static DrpcException Mismatch(RunningRequest request, FinishAggregation finish, long received, long expected)
    {
        var stage = request.Plan.Function.Stages[finish.Stage].Name;
        return new DrpcException(new DrpcFailure(
            DrpcFailureCode.CoordinationError,
            $"Partition {finish.Partition} of aggregation '{stage}' received {received:N0} items, but {expected:N0} were sent to it; "
            + "its value would have been wrong. Call again.",
            request.Attempt.Request,
            stage));
    }

    private RunningRequest Join(AttemptId attempt)
    {
        if (_request is null)
        {
            DeactivateOnIdle();
        }

        return _request ?? requests.Get(attempt);
    }

    private RunningRequest Listen(RunningRequest request)
    {
        // Items may be far apart; the attempt's end is what ends the partition.
        DelayDeactivation(request.Remaining);

        // When the attempt ends before the partition has finished, nobody will call again. On a thread of its own, because it
        // may have to wait for a turn of this grain in which the function's code is stuck.
        _ended = request.Token.UnsafeRegister(
            static context => ThreadPool.UnsafeQueueUserWorkItem(Deactivate, (IGrainContext)context!, preferLocal: false), GrainContext);
        return request;
    }

    // With a slot: the constructor is code of the function too.
    private Aggregation Open(RunningRequest request, int stage, int partition) =>
        _aggregation ??= ((AggregatorCode)request.Function.Stages[stage]).Open(request, partition);
}
