namespace OrleansDrpc;

/// <summary>Runs an <see cref="IAggregator{TIn, TOut}"/> for each partition.</summary>
internal sealed class AggregatorCode<TIn, TOut>(DrpcFunction function, AggregatorStage<TIn, TOut> stage, IServiceProvider services) : AggregatorCode
{
    private readonly EmitterFactory<TOut> _emitters = new(function, stage, services);

    public override Aggregation Open(RunningRequest request, int partition)
    {
        try
        {
            return new Partition(this, request, partition, new StageInstance<IAggregator<TIn, TOut>>(stage.Factory, services));
        }
        catch (Exception e)
        {
            throw Failures.OfCode(e, request, stage.Name, partition);
        }
    }

    private DrpcException FailureOf(Exception e, RunningRequest request, int partition) => Failures.OfCode(e, request, stage.Name, partition);

    private sealed class Partition(AggregatorCode<TIn, TOut> code, RunningRequest request, int partition, StageInstance<IAggregator<TIn, TOut>> instance)
        : Aggregation
    {
        public override void Add(ItemBatch items)
        {
            try
            {
                instance.Code.Add(items.Items<TIn>().Span);
                Received += items.Count;
            }
            catch (Exception e)
            {
                throw code.FailureOf(e, request, partition);
            }
        }

        public override async Task<StageReceipt> FinishAsync(WorkerSlot slot)
        {
            try
            {
                var output = code._emitters.Create(request, partition, sequence: 0, slot);
                var call = instance.Code.FinishAsync(output, request.CodeToken);
                if (!call.IsCompletedSuccessfully)
                {
                    await slot.WaitAsync(instance.Running = call.AsTask(), output.IsFlushing);
                }

                return await output.CompleteAsync();
            }
            catch (Exception e) when (!request.HasEnded && !Failures.IsOfService(e, request))
            {
                throw code.FailureOf(e, request, partition);
            }
        }

        public override ValueTask DisposeAsync() => instance.DisposeAsync();
    }
}
