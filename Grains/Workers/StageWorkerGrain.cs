using Orleans.Concurrency;

namespace OrleansDrpc;

/// <inheritdoc cref="IStageWorkerGrain"/>
[StatelessWorker(MaxWorkers)]
internal sealed class StageWorkerGrain(RequestTable requests) : Grain, IStageWorkerGrain
{
    /// <summary>
    /// Far more than compute at once, which is the gate's to limit: a worker that waits for room at its receivers keeps its activation,
    /// and the receivers' workers, which have another key, must not have to wait for it.
    /// </summary>
    private const int MaxWorkers = 1024;

    public Task<StageReceipt> RunAsync(StageWork work)
    {
        var request = requests.Get(work.Attempt);
        return ((WorkerCode)request.Function.Stages[work.Stage]).RunAsync(request, work);
    }
}
