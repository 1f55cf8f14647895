using Orleans.Concurrency;

namespace OrleansDrpc;

/// <inheritdoc cref="IStageWorkerGrain"/>
/// <remarks>
/// Reentrant, because Orleans may take a worker for idle that has just got a call (dotnet/orleans #10954): the second call must not wait for the first,
/// whose code may wait for long. Nothing of a call is kept here.
/// </remarks>
[Reentrant, StatelessWorker(MaxWorkers)]
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
