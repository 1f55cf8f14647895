using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.GrainDirectory;

namespace OrleansDrpc;

/// <inheritdoc cref="IDispatcherGrain"/>
[Reentrant, SiloPinned, GrainDirectory(NoDirectory.Name)]
internal sealed class DispatcherGrain(FunctionRegistry functions, RequestTable requests, IOptions<DrpcOptions> options, ILocalSiloDetails silo)
    : Grain, IDispatcherGrain
{
    private readonly DrpcOptions _options = options.Value;

    public Task OpenAsync(OpenRequest request)
    {
        var function = functions.Get(request.Function);
        if (function.Plan.Version != request.PlanVersion)
        {
            throw new DrpcException(
                DrpcFailureCode.UnknownFunction,
                $"Silo {silo.SiloAddress} knows function '{request.Function}' with plan {function.Plan.Version}, silo {request.Home} with plan "
                + $"{request.PlanVersion}: register the same definition on every silo.");
        }

        var running = requests.Open(request.Attempt, function, request.Silos, request.Home, request.Remaining, request.Priority, request.RerunsTasks);
        running.Limit = request.Limit;
        return Task.CompletedTask;
    }

    public Task<DrpcFailure?> WatchAsync(AttemptId attempt) => requests.Get(attempt).WaitForEndAsync();

    public Task PostAsync(StageBatch batch) => InboxOf(requests.Get(batch.Attempt), batch.Stage).PostAsync(batch.Task, batch.Items);

    public Task<StageReceipt> CompleteAsync(CompleteStage stage) => InboxOf(requests.Get(stage.Attempt), stage.Stage).CompleteAsync(stage.Expected);

    public Task<RunReceipt> RunAsync(RunBatch batch, CancellationToken cancellationToken) =>
        RunInboxOf(requests.Get(batch.Items.Attempt), batch.Items.Stage).RunAsync(batch, cancellationToken);

    public Task<int> CutOffAsync(CompleteStage stage)
    {
        var request = requests.Get(stage.Attempt);
        requests.CutOff(request);
        return Task.FromResult(InboxOf(request, stage.Stage).CountDone(stage.Expected));
    }

    public Task EndAsync(AttemptId attempt)
    {
        requests.Close(attempt);
        return Task.CompletedTask;
    }

    private StageInbox InboxOf(RunningRequest request, int stage) => request.Inboxes[stage] ??= new StageInbox(
        request, request.Plan.Function.Stages[stage], GrainFactory.GetGrain<IStageWorkerGrain>(stage), _options);

    private RunInbox RunInboxOf(RunningRequest request, int stage) => request.Runs!.Inboxes[stage] ??= new RunInbox(
        request, request.Plan.Function.Stages[stage], GrainFactory.GetGrain<IStageWorkerGrain>(stage));
}
