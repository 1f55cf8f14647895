namespace OrleansDrpc;

/// <summary>The code of a stage as this silo runs it. Made once for each registered function; thread-safe.</summary>
internal abstract class StageCode;

/// <summary>The code of a stage that works on each item.</summary>
internal abstract class WorkerCode : StageCode
{
    public abstract Task<StageReceipt> RunAsync(RunningRequest request, StageWork work);
}

/// <summary>The code of a stage that collects.</summary>
internal abstract class AggregatorCode : StageCode
{
    /// <summary>Creates the aggregator of one partition.</summary>
    public abstract Aggregation Open(RunningRequest request, int partition);
}

/// <summary>One aggregator at work. For one caller at a time.</summary>
internal abstract class Aggregation : IAsyncDisposable
{
    /// <summary>How many items it has taken.</summary>
    public long Received { get; protected set; }

    public abstract void Add(ItemBatch items);

    public abstract Task<StageReceipt> FinishAsync(WorkerSlot slot);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Makes the typed code of a stage.</summary>
internal sealed class StageCodeMaker(DrpcFunction function, IServiceProvider services) : IStageVisitor<StageCode>
{
    public StageCode Visit<TIn, TOut>(WorkerStage<TIn, TOut> stage) => new WorkerCode<TIn, TOut>(function, stage, services);

    public StageCode Visit<TIn, TOut>(AggregatorStage<TIn, TOut> stage) => new AggregatorCode<TIn, TOut>(function, stage, services);
}
