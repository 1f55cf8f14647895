using Microsoft.Extensions.Logging;

namespace OrleansDrpc;

/// <summary>
/// The attempts of one request. (1) The first one. (2) While an attempt fails in a way that another might not, and the function's attempts
/// and the deadline allow: a wait, and the next one, under a new number, over the silos that live then. (3) The reply, with what became of
/// the attempts. Used in the turns of the request grain.
/// </summary>
internal sealed partial class RequestAttempts(
    RequestServices services, RegisteredFunction function, DrpcRequest request, ItemBatch argument, long started, CancellationToken caller)
{
    private const int MaxRefusals = 2;
    private readonly TimeSpan _deadline = DeadlineOf(services, function, request);
    private List<AttemptFailure>? _failures;
    private AttemptOutcome _last;
    private bool _isLastKnown;
    private int _number = request.FirstAttempt;
    private int _refusals;

    private FunctionSettings Settings => function.Definition.Settings;

    private TimeSpan Remaining => _deadline - services.Metrics.Since(started);

    public async ValueTask<DrpcReply> ExecuteAsync()
    {
        // (1)
        _last = await RunAsync(_deadline);

        // (2)
        if (_last.IsReplayed)
        {
            await ReplayAsync();
        }

        // (3)
        return _failures is null ? _last.Reply : WithFailures(_last.Reply, [.. _failures]);
    }

    private async Task ReplayAsync()
    {
        using var deadline = new CancellationTokenSource(NotNegative(Remaining), services.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(caller, deadline.Token);
        _isLastKnown = true;
        try
        {
            await services.Backoff.ExecuteAsync(static (attempts, _) => attempts.NextAsync(), this, end.Token);
        }
        catch (OperationCanceledException)
        {
            // During a wait. At the deadline the last failure is what there is to tell.
            _last = caller.IsCancellationRequested ? new AttemptOutcome(DrpcReply.Failed(Cancelled(function, request.Id)), IsReplayed: false) : _last;
        }
    }

    // The back-off begins with the first attempt, which has been made already, without its costs.
    private async ValueTask<AttemptOutcome> NextAsync()
    {
        if (!_isLastKnown)
        {
            _last = await RunAsync(Remaining);
        }

        _isLastKnown = false;
        return _last;
    }

    private async ValueTask<AttemptOutcome> RunAsync(TimeSpan remaining)
    {
        while (true)
        {
            RunningRequest? attempt = null;
            try
            {
                attempt = Open(remaining);
                using var hangUp = caller.UnsafeRegister(static state => Cancel((RunningRequest)state!), attempt);
                var reply = Reply(await ExecuteAsync(attempt));
                attempt.ThrowIfEnded();
                return new AttemptOutcome(reply, IsReplayed: false);
            }
            catch (Exception) when (attempt?.RefusedBy is not null && _refusals < MaxRefusals)
            {
                // Nothing has been done, so this was no attempt of the function: at once once more, over the other silos.
                _refusals++;
                services.Cluster.Avoid(attempt.RefusedBy);
            }
            catch (Exception e)
            {
                return OutcomeOf(attempt, attempt?.Failure ?? Failures.Of(e, request.Id, request.Function));
            }
            finally
            {
                if (attempt is not null)
                {
                    services.Requests.Close(attempt);
                }
            }

            remaining = Remaining;
        }
    }

    private RunningRequest Open(TimeSpan remaining) => services.Requests.Open(
        new AttemptId(request.Id, _number++),
        function,
        services.Cluster.ActiveSilos,
        services.Silo,
        Settings.AttemptTimeout is { } timeout && timeout < remaining ? timeout : remaining);

    private async ValueTask<IReadOnlyList<ItemBatch>> ExecuteAsync(RunningRequest attempt)
    {
        attempt.IsAlone = function.Plan.IsSingleTask && (attempt.Plan.Silos.Length == 1 || !services.Gate.IsCrowded);
        if (!attempt.IsAlone)
        {
            return await new CoordinatedRun(attempt, services.Options.MaxAnswerBytes).ExecuteAsync(argument);
        }

        // One task needs no coordination: one call of one worker, here.
        var work = new StageWork(attempt.Attempt, Stage: 0, Task: 0, Sequence: 0, argument);
        return (await attempt.WaitForAsync(services.FirstWorkers.RunAsync(work))).Values;
    }

    private DrpcReply Reply(IReadOnlyList<ItemBatch> parts)
    {
        var values = function.Definition.JoinValues(parts);
        return request.TextAnswer ? new DrpcReply(null, null, function.Definition.WriteAnswer(values)) : new DrpcReply(null, values, null);
    }

    private AttemptOutcome OutcomeOf(RunningRequest? attempt, DrpcFailure failure)
    {
        var reply = DrpcReply.Failed(failure);
        if (attempt is null)
        {
            return new AttemptOutcome(reply, IsReplayed: false);
        }

        var ended = services.Time.GetUtcNow();
        (_failures ??= []).Add(new AttemptFailure(
            attempt.Attempt.Number, failure.Code, failure.Message, failure.Stage, ended - services.Time.GetElapsedTime(attempt.Started), ended));
        if (failure.LostSilo is not null)
        {
            services.Cluster.Suspect(failure.LostSilo);
        }

        var isReplayed = _failures.Count < Settings.MaxAttempts && IsWorthReplaying(failure, attempt) && Remaining > TimeSpan.Zero && !caller.IsCancellationRequested;
        if (isReplayed)
        {
            services.Metrics.RequestReplayed(function.Definition.Name, failure.Code);
            LogReplayed(services.Log, attempt.Attempt, function.Definition.Name, failure.Code, failure.Message);
        }

        return new AttemptOutcome(reply, isReplayed);
    }

    private static bool IsWorthReplaying(DrpcFailure failure, RunningRequest attempt) => !failure.IsPermanent && failure.Code switch
    {
        DrpcFailureCode.SiloLost or DrpcFailureCode.CoordinationError or DrpcFailureCode.FunctionFailed or DrpcFailureCode.TimedOut => true,
        DrpcFailureCode.ShuttingDown => attempt.RefusedBy is not null, // not this silo, but another one
        _ => false,
    };

    private static DrpcReply WithFailures(DrpcReply reply, IEnumerable<AttemptFailure> failures) => reply.Failure is { } failure
        ? reply with { Failure = failure with { Attempts = [.. failures] } }
        : reply with { Replayed = [.. failures] };

    private static TimeSpan NotNegative(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private static void Cancel(RunningRequest attempt) => attempt.Fail(Cancelled(attempt.Function, attempt.Attempt.Request));

    private static DrpcFailure Cancelled(RegisteredFunction function, RequestId request) =>
        new(DrpcFailureCode.Cancelled, $"The caller of function '{function.Definition.Name}' cancelled the request.", request);

    private static TimeSpan DeadlineOf(RequestServices services, RegisteredFunction function, DrpcRequest request)
    {
        var deadline = function.Definition.Settings.Deadline ?? services.Options.DefaultDeadline;
        return request.Timeout is not { } timeout || timeout >= deadline ? deadline
            : timeout > TimeSpan.Zero ? timeout
            : throw new DrpcException(DrpcFailureCode.BadArgument, $"The timeout {timeout} of the request must be over zero.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Attempt {Attempt} of function '{Function}' failed and is replayed: {Code}, {Failure}")]
    private static partial void LogReplayed(ILogger log, AttemptId attempt, string function, DrpcFailureCode code, string failure);
}
