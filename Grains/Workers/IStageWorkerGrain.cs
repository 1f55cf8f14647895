namespace OrleansDrpc;

/// <summary>Runs the code of working stages on the silo of its caller. Key: the stage's index, so that each depth has workers of its own.</summary>
[Alias("drpc.IStageWorkerGrain")]
internal interface IStageWorkerGrain : IGrainWithIntegerKey
{
    /// <summary>Works on a batch of items; answers when all it sent has arrived.</summary>
    [Alias("Run"), ResponseTimeout(IDispatcherGrain.Unlimited)]
    Task<StageReceipt> RunAsync(StageWork work);
}

/// <summary>A batch for a task to work on.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Stage">The stage's index.</param>
/// <param name="Task">The task.</param>
/// <param name="Sequence">Which batch of the stage on this silo it is.</param>
/// <param name="Items">The items.</param>
/// <param name="Run">The run that it is, where lost tasks run again; 0: not so.</param>
[GenerateSerializer, Immutable, Alias("drpc.work")]
internal sealed record StageWork(
    [property: Id(0)] AttemptId Attempt,
    [property: Id(1)] int Stage,
    [property: Id(2)] int Task,
    [property: Id(3)] int Sequence,
    [property: Id(4)] ItemBatch Items,
    [property: Id(5)] long Run = 0);
