using Orleans.Concurrency;

namespace OrleansDrpc;

/// <summary>
/// A silo's door for work of other silos: a stateless worker only ever runs on the silo of its caller, so work that should run on a silo
/// is given to that silo's dispatcher. One for each silo; its key is a <see cref="PinnedKey"/> with <see cref="Key"/>.
/// </summary>
[Alias("drpc.IDispatcherGrain")]
internal interface IDispatcherGrain : IGrainWithStringKey
{
    public const string Key = "dispatcher";

    /// <summary>Longer than any deadline: deadlines end requests, not the calls that carry them.</summary>
    public const string Unlimited = "1.01:00:00";

    /// <summary>Makes an attempt known to this silo. Comes before any work of it.</summary>
    [Alias("Open")]
    Task OpenAsync(OpenRequest request);

    /// <summary>Answers when the attempt ends on this silo: how it failed, or null.</summary>
    [Alias("Watch"), ResponseTimeout(Unlimited)]
    Task<DrpcFailure?> WatchAsync(AttemptId attempt);

    /// <summary>Brings items to a task of a working stage on this silo. Answers when there is room for more.</summary>
    [Alias("Post"), ResponseTimeout(Unlimited)]
    Task PostAsync(StageBatch batch);

    /// <summary>Waits until this silo's tasks of a stage have worked on everything meant for them.</summary>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.CoordinationError"/>: something else arrived than was expected.</exception>
    [Alias("Complete"), ResponseTimeout(Unlimited)]
    Task<StageReceipt> CompleteAsync(CompleteStage stage);

    /// <summary>
    /// Has a task of a working stage run on this silo on a batch. Answers when the run is whole: its code is done, the aggregation has taken
    /// what it sent, and all runs that it started are whole.
    /// </summary>
    /// <param name="batch">The run and its items.</param>
    /// <param name="cancellationToken">Ends the run and what follows from it: another run of the batch has won.</param>
    [Alias("Run"), ResponseTimeout(Unlimited)]
    Task<RunReceipt> RunAsync(RunBatch batch, CancellationToken cancellationToken);

    /// <summary>Stops the working stages on this silo, so that the aggregations can answer in part before the deadline.</summary>
    /// <returns>How many of the named tasks had worked on everything meant for them.</returns>
    [Alias("CutOff")]
    Task<int> CutOffAsync(CompleteStage stage);

    /// <summary>Forgets the attempt and stops what is left of it.</summary>
    [Alias("End"), OneWay]
    Task EndAsync(AttemptId attempt);
}
