using Orleans.Concurrency;
using Orleans.GrainDirectory;

namespace OrleansDrpc;

/// <inheritdoc cref="IRequestGrain"/>
/// <remarks>The way of a request: (1) the function, (2) the argument, (3) a place in this silo's table, with deadline and cancellation,
/// (4) the work, (5) the answer, (6) nothing left behind. Reentrant, so that a second call with the id of a running request is refused
/// at once in place of waiting for the first to end.</remarks>
[Reentrant, SiloPinned, GrainDirectory(NoDirectory.Name)]
internal sealed class RequestGrain(RequestServices services) : Grain, IRequestGrain
{
    private const int FirstAttempt = 1;
    private const int MaxAttempts = 3;
    private int _calls;

    public async Task<DrpcReply> ExecuteAsync(DrpcRequest request, CancellationToken cancellationToken)
    {
        _calls++;
        RunningRequest? running = null;
        var started = services.Metrics.RequestStarted();
        DrpcReply reply;
        try
        {
            // (1)
            var function = services.Functions.Get(request.Function);

            // (2)
            var argument = ArgumentReader.Read(function.Definition, request, services.Options.MaxArgumentBytes);

            // A silo that is stopping may refuse its part before anything is done; then the plan is laid over the others.
            var deadline = DeadlineOf(function, request);
            for (var attempt = FirstAttempt; ; attempt++)
            {
                // (3)
                var remaining = attempt == FirstAttempt ? deadline : deadline - services.Metrics.Since(started);
                running = services.Requests.Open(new AttemptId(request.Id, attempt), function, services.Cluster.ActiveSilos, services.Silo, remaining);
                using var hangUp = cancellationToken.UnsafeRegister(static state => Cancel((RunningRequest)state!), running);

                // (4)
                running.IsAlone = function.Plan.IsSingleTask && (running.Plan.Silos.Length == 1 || !services.Gate.IsCrowded);
                var (values, refusedBy) = running.IsAlone
                    ? ((await RunAloneAsync(running, argument)).Values, null)
                    : await RunTogetherAsync(running, argument, mayPlanAgain: attempt < MaxAttempts);
                if (refusedBy is null)
                {
                    // (5)
                    reply = Reply(function.Definition, function.Definition.JoinValues(values), request.TextAnswer);
                    break;
                }

                services.Cluster.Avoid(refusedBy);
                services.Requests.Close(running);
            }

            running.ThrowIfEnded();
        }
        catch (Exception e)
        {
            reply = DrpcReply.Failed(running?.Failure ?? Failures.Of(e, request.Id, request.Function));
        }

        // (6)
        if (running is not null)
        {
            services.Requests.Close(running);
        }

        services.Metrics.RequestCompleted(started, running?.Function.Definition.Name, reply.Failure?.Code);
        if (--_calls == 0)
        {
            DeactivateOnIdle();
        }

        return reply;
    }

    private static DrpcReply Reply(DrpcFunction function, ItemBatch values, bool asText) =>
        asText ? new DrpcReply(null, null, function.WriteAnswer(values)) : new DrpcReply(null, values, null);

    private static void Cancel(RunningRequest running) =>
        running.Fail(new DrpcFailure(DrpcFailureCode.Cancelled, $"The caller of function '{running.Function.Definition.Name}' cancelled the request."));

    private TimeSpan DeadlineOf(RegisteredFunction function, DrpcRequest request)
    {
        var deadline = function.Definition.Settings.Deadline ?? services.Options.DefaultDeadline;
        return request.Timeout is not { } timeout || timeout >= deadline ? deadline
            : timeout > TimeSpan.Zero ? timeout
            : throw new DrpcException(DrpcFailureCode.BadArgument, $"The timeout {timeout} of the request must be over zero.");
    }

    /// <summary>One task needs no coordination: one call of one worker, here.</summary>
    private Task<StageReceipt> RunAloneAsync(RunningRequest running, ItemBatch argument)
    {
        var work = new StageWork(running.Attempt, Stage: 0, Task: 0, Sequence: 0, argument);
        return running.WaitForAsync(services.FirstWorkers.RunAsync(work));
    }

    /// <returns>The values, or the silo that would not take its part.</returns>
    private async Task<(IReadOnlyList<ItemBatch> Values, SiloAddress? RefusedBy)> RunTogetherAsync(
        RunningRequest running, ItemBatch argument, bool mayPlanAgain)
    {
        var run = new CoordinatedRun(running, services.Options.MaxAnswerBytes);
        try
        {
            return (await run.ExecuteAsync(argument), null);
        }
        catch (Exception) when (mayPlanAgain && run.RefusedBy is not null)
        {
            return ([], run.RefusedBy);
        }
    }
}
