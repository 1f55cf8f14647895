using Orleans.GrainDirectory;

namespace OrleansDrpc;

/// <inheritdoc cref="IAggregatorGrain"/>
[SiloPinned, GrainDirectory(NoDirectory.Name)]
internal sealed class AggregatorGrain(RequestTable requests, WorkerGate gate) : Grain, IAggregatorGrain
{
    private RunningRequest? _request;
    private Aggregation? _aggregation;
    private CancellationTokenRegistration _ended;

    public async Task AddAsync(StageBatch batch)
    {
        var request = Open(batch.Attempt, batch.Stage, batch.Task);
        await gate.EnterAsync(request);
        try
        {
            _aggregation!.Add(batch.Items);
        }
        catch (DrpcException e)
        {
            // Also where the sender's code swallows what its emit throws.
            request.Fail(e.Failure);
            throw;
        }
        finally
        {
            gate.Exit(request);
        }
    }

    public async Task<StageReceipt> FinishAsync(FinishAggregation finish)
    {
        var request = Open(finish.Attempt, finish.Stage, finish.Partition);
        if (_aggregation!.Received != finish.Expected)
        {
            var stage = request.Plan.Function.Stages[finish.Stage];
            throw new DrpcException(new DrpcFailure(
                DrpcFailureCode.CoordinationError,
                $"Partition {finish.Partition} of aggregation '{stage.Name}' received {_aggregation.Received:N0} items, but {finish.Expected:N0} were sent to it; "
                + "its value would have been wrong. Call again.",
                request.Attempt.Request,
                stage.Name));
        }

        var slot = new WorkerSlot(gate, request);
        await slot.EnterAsync();
        try
        {
            return await _aggregation.FinishAsync(slot);
        }
        catch (DrpcException e)
        {
            request.Fail(e.Failure);
            throw;
        }
        finally
        {
            slot.Leave();
            DeactivateOnIdle();
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ended.Unregister();
        if (_aggregation is not null)
        {
            await _aggregation.DisposeAsync();
        }
    }

    private static void Deactivate(IGrainContext context) =>
        context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The attempt has ended."));

    private RunningRequest Open(AttemptId attempt, int stage, int partition)
    {
        try
        {
            if (_request is null)
            {
                var request = requests.Get(attempt);
                _aggregation = ((AggregatorCode)request.Function.Stages[stage]).Open(request, partition);
                _request = request;

                // When the attempt ends before the partition has finished, nobody will call again. On a thread of its own, because it
                // may have to wait for a turn of this grain in which the function's code is stuck.
                _ended = request.Token.UnsafeRegister(
                    static context => ThreadPool.UnsafeQueueUserWorkItem(Deactivate, (IGrainContext)context!, preferLocal: false), GrainContext);
            }

            return _request;
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
