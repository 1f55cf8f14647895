using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>
/// One partition of one aggregation of one attempt: collects what must meet. Pinned to the silo that the plan gives the partition; lives
/// from its first item, or its finish, to its finish or the attempt's end.
/// </summary>
[Alias("drpc.IAggregatorGrain")]
internal interface IAggregatorGrain : IGrainWithStringKey
{
    /// <summary>Takes items. Answers when they have been added.</summary>
    [Alias("Add"), ResponseTimeout(IDispatcherGrain.Unlimited)]
    Task AddAsync(StageBatch batch);

    /// <summary>Takes items of a run, which may come from another run, too. Answers when they have been added.</summary>
    [Alias("AddFromRun"), ResponseTimeout(IDispatcherGrain.Unlimited)]
    Task AddFromRunAsync(RunBatch batch);

    /// <summary>Finishes, after every item meant for the partition has been added.</summary>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.CoordinationError"/>: not exactly the expected number has been added.</exception>
    [Alias("Finish"), ResponseTimeout(IDispatcherGrain.Unlimited)]
    Task<StageReceipt> FinishAsync(FinishAggregation finish);
}

/// <summary>Asks a partition to finish.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Stage">The aggregation's stage index.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Expected">How many items must have been added; null: as many as there are, and none that come later.</param>
/// <param name="Runs">The runs that must have been added whole, where tasks may have run several times; others do not matter.</param>
[GenerateSerializer, Immutable, Alias("drpc.finish")]
internal sealed record FinishAggregation(
    [property: Id(0)] AttemptId Attempt, [property: Id(1)] int Stage, [property: Id(2)] int Partition, [property: Id(3)] long? Expected,
    [property: Id(4)] ImmutableArray<RunCount>? Runs = null);
