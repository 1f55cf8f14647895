using Orleans.Concurrency;

namespace OrleansDrpc;

/// <inheritdoc cref="IStageWorkerGrain"/>
[StatelessWorker(MaxWorkers)]
internal sealed class StageWorkerGrain(RequestTable requests) : Grain, IStageWorkerGrain
{
    /// <summary>
    /// No limit in practice. How many compute at once is the gate's to limit; a worker whose code waits, for room, for something of its
    /// own or for a nested call, keeps its activation, and whoever it waits for must not have to wait for a free one.
    /// </summary>
    private const int MaxWorkers = 1 << 20;

    public Task<StageReceipt> RunAsync(StageWork work)
    {
        var request = requests.Get(work.Attempt);
        return ((WorkerCode)request.Function.Stages[work.Stage]).RunAsync(request, work);
    }
}
