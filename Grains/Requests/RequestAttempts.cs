using Microsoft.Extensions.Logging;

namespace OrleansDrpc;

/// <summary>
/// The attempts of one request: the first one, and while an attempt fails in a way that another might not, and the function's attempts and
/// the deadline allow, a wait and the next one, under a new number, over the silos that live then. Used in the turns of the request grain.
/// </summary>
internal sealed partial class RequestAttempts(
    RequestServices services, RegisteredFunction function, DrpcRequest request, ItemBatch argument, RequestWork? work, long started, CancellationToken caller)
{
    /// <summary>How many numbers an attempt may use up at the most: those of silos that would not take their part, and its own.</summary>
    public const int NumbersOfAttempt = MaxRefusals + 1;

    private const int MaxRefusals = 2;
    private readonly TimeSpan _deadline = DeadlineOf(services, function, request);
    private int _number = request.FirstAttempt;
    private int _refusals;
    private List<AttemptFailure>? _failures;
    private DrpcReply? _reply;
    private bool _isFirstCounted;

    /// <summary>Whether the last attempt failed and another one is to follow.</summary>
    public bool GoOn { get; private set; }

    private FunctionSettings Settings => function.Definition.Settings;

    private TimeSpan Remaining => _deadline - services.Metrics.Since(started);

    public ValueTask<DrpcReply> ExecuteFirstAsync() => ExecuteAsync(_deadline);

    /// <summary>Goes on after a first attempt that failed.</summary>
    public async Task<DrpcReply> ReplayAsync(DrpcReply first)
    {
        _reply = first;
        using var deadline = new CancellationTokenSource(Remaining > TimeSpan.Zero ? Remaining : TimeSpan.Zero, services.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(caller, deadline.Token);
        try
        {
            await services.Backoff.ExecuteAsync(NextAsync, end.Token);
        }
        catch (OperationCanceledException) when (caller.IsCancellationRequested)
        {
            _reply = DrpcReply.Failed(Cancelled(function, request.Id) with { Attempts = [.. _failures!] });
        }
        catch (OperationCanceledException)
        {
            // The deadline passed in a wait: the last failure is what there is to tell.
        }

        return _reply;
    }

    // What the back-off takes for the first attempt has been made already, without the costs of a back-off.
    private async ValueTask<bool> NextAsync()
    {
        if (_isFirstCounted)
        {
            _reply = await ExecuteAsync(Remaining);
        }

        _isFirstCounted = true;
        return GoOn;
    }

    private async ValueTask<DrpcReply> ExecuteAsync(TimeSpan remaining)
    {
        while (true)
        {
            RunningRequest? attempt = null;
            try
            {
                attempt = Open(remaining);
                using var hangUp = caller.UnsafeRegister(static state => Cancel((RunningRequest)state!), attempt);
                var reply = attempt.IsAlone ? ReplyOf((await RunAloneAsync(attempt)).Values) : await RunTogetherAsync(attempt, remaining);
                attempt.ThrowIfEnded();
                GoOn = false;
                return reply;
            }
            catch (Exception) when (attempt?.RefusedBy is not null && _refusals < MaxRefusals)
            {
                // Nothing has been done, so this was no attempt of the function: at once once more, over the other silos.
                _refusals++;
                LeaveOut(attempt.RefusedBy, attempt.Failure);
                remaining = Remaining;
            }
            catch (Exception e)
            {
                return FailedReply(attempt, attempt?.Failure ?? Failures.Of(e, request.Id, request.Function));
            }
            finally
            {
                if (attempt is not null)
                {
                    attempt.Runs?.Lost.ForEach(services.Cluster.Suspect);
                    services.Requests.Close(attempt);
                }
            }
        }
    }

    // One that stops is gone for good, one that has too much to do for a while.
    private void LeaveOut(SiloAddress refusing, DrpcFailure? refusal)
    {
        if (refusal?.Code == DrpcFailureCode.Overloaded)
        {
            services.Cluster.Suspect(refusing);
        }
        else
        {
            services.Cluster.Avoid(refusing);
        }
    }

    private RunningRequest Open(TimeSpan remaining)
    {
        var limit = Settings.AttemptTimeout is { } timeout && timeout < remaining ? timeout : remaining;
        var silos = services.Cluster.ActiveSilos;
        var attempt = services.Requests.Open(
            new AttemptId(request.Id, _number++), function, silos, services.Silo, limit, request.Priority, function.RerunsTasksOver(silos.Length));
        attempt.Work = work;
        attempt.IsAlone = function.Plan.IsSingleTask && (attempt.Plan.Silos.Length == 1 || !services.Gate.IsCrowded);
        return attempt;
    }

    /// <summary>One task needs no coordination: one call of one worker, here.</summary>
    private Task<StageReceipt> RunAloneAsync(RunningRequest attempt) =>
        attempt.WaitForAsync(services.FirstWorkers.RunAsync(new StageWork(attempt.Attempt, Stage: 0, Task: 0, Sequence: 0, argument)));

    private async Task<DrpcReply> RunTogetherAsync(RunningRequest attempt, TimeSpan remaining)
    {
        // An attempt that its own timeout ends before the deadline is replayed instead.
        var cutOff = Settings.PartialAnswers && attempt.Remaining == remaining ? new CutOffTimer(attempt, services.Time) : null;
        var run = new CoordinatedRun(attempt, services.Options.MaxAnswerBytes, cutOff);
        var values = await run.ExecuteAsync(argument);
        return run.Coverage is { } coverage ? PartOf(values, coverage, remaining) : ReplyOf(values);
    }

    private DrpcReply PartOf(IReadOnlyList<ItemBatch> parts, double coverage, TimeSpan limit)
    {
        try
        {
            return ReplyOf(parts) with { Coverage = coverage };
        }
        catch (DrpcException e) when (e.Code == DrpcFailureCode.FunctionFailed)
        {
            // Not the function's fault: there was no time for what the answer needs.
            throw new DrpcException(new DrpcFailure(
                DrpcFailureCode.TimedOut,
                $"Function '{function.Definition.Name}' did not finish within {limit.TotalSeconds:0.###} s, and the part that was done makes no answer. Give it more time, "
                + "more parallelism, or less to do."));
        }
    }

    private DrpcReply ReplyOf(IReadOnlyList<ItemBatch> parts)
    {
        var values = function.Definition.JoinValues(parts);
        var reply = request.TextAnswer ? new DrpcReply(null, null, function.Definition.WriteAnswer(values)) : new DrpcReply(null, values, null);
        return _failures is null ? reply : reply with { Replayed = [.. _failures] };
    }

    private DrpcReply FailedReply(RunningRequest? attempt, DrpcFailure failure)
    {
        GoOn = false;
        if (attempt is null)
        {
            // It could not begin: the silo stops.
            return DrpcReply.Failed(_failures is null ? failure : failure with { Attempts = [.. _failures] });
        }

        var ended = services.Time.GetUtcNow();
        (_failures ??= []).Add(new AttemptFailure(
            attempt.Attempt.Number, failure.Code, failure.Message, failure.Stage, ended - services.Time.GetElapsedTime(attempt.Started), ended));
        if (failure.LostSilo is not null)
        {
            services.Cluster.Suspect(failure.LostSilo);
        }

        if (_failures.Count < (request.MaxAttempts ?? Settings.MaxAttempts) && IsWorthReplaying(failure, attempt) && Remaining > TimeSpan.Zero && !caller.IsCancellationRequested)
        {
            GoOn = true;
            services.Metrics.RequestReplayed(function.Definition.Name, failure.Code);
            LogReplayed(services.Log, attempt.Attempt, function.Definition.Name, failure.Code, failure.Message);
        }

        return DrpcReply.Failed(failure with { Attempts = [.. _failures] });
    }

    private static bool IsWorthReplaying(DrpcFailure failure, RunningRequest attempt) => !failure.IsPermanent && failure.Code switch
    {
        DrpcFailureCode.SiloLost or DrpcFailureCode.CoordinationError or DrpcFailureCode.FunctionFailed or DrpcFailureCode.TimedOut => true,
        DrpcFailureCode.ShuttingDown => attempt.RefusedBy is not null, // not this silo, but another one
        _ => false,
    };

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

    [LoggerMessage(Level = LogLevel.Debug, Message = "Attempt {Attempt} of function '{Function}' failed and is replayed: {Code}, {Failure}")]
    private static partial void LogReplayed(ILogger log, AttemptId attempt, string function, DrpcFailureCode code, string failure);
}
