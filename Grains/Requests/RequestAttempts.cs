using Microsoft.Extensions.Logging;

namespace OrleansDrpc;

/// <summary>
/// The attempts of one request: the first one, and while an attempt fails in a way that another might not, and the function's attempts and
/// the deadline allow, a wait and the next one, under a new number, over the silos that live then. Used in the turns of the request grain.
/// </summary>
internal sealed partial class RequestAttempts(
    RequestServices services, RegisteredFunction function, DrpcRequest request, RequestLimits limits, ItemBatch argument, RequestWork? work, long started,
    CancellationToken caller)
{
    /// <summary>How many numbers an attempt may use up at the most: those of silos that would not take their part, and its own.</summary>
    public const int NumbersOfAttempt = MaxRefusals + 1;

    private const int MaxRefusals = 2;
    private int _number = request.FirstAttempt;
    private int _refusals;
    private List<AttemptFailure>? _failures = request.LostAttempts is { } lost ? [.. lost] : null;
    private DrpcReply? _reply;
    private bool _isFirstCounted;
    private bool _endsAtDeadline;
    private CancellationTokenRegistration _hangUp;

    /// <summary>Whether the last attempt failed and another one is to follow.</summary>
    public bool GoOn { get; private set; }

    private FunctionSettings Settings => function.Definition.Settings;

    private TimeSpan Remaining => services.Metrics.Since(started) is var passed && passed < limits.Deadline ? limits.Deadline - passed : TimeSpan.Zero;

    /// <exception cref="DrpcException">The silo stops.</exception>
    public RunningRequest OpenFirst()
    {
        if (_failures is [.., var lost])
        {
            services.Metrics.RequestReplayed(function.Definition.Name, lost.Code);
        }

        return Open(limits.Deadline);
    }

    /// <summary>Goes on after a first attempt that failed.</summary>
    public async Task<DrpcReply> ReplayAsync(DrpcReply first)
    {
        _reply = first;
        using var deadline = new CancellationTokenSource(Remaining, services.Time);
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
            _reply = await ExecuteAsync();
        }

        _isFirstCounted = true;
        return GoOn;
    }

    private async Task<DrpcReply> ExecuteAsync()
    {
        try
        {
            var attempt = Open(Remaining);
            return attempt.IsAlone ? await RunAloneAsync(attempt) : await RunTogetherAsync(attempt);
        }
        catch (DrpcException e)
        {
            // It could not begin: the silo stops.
            GoOn = false;
            return DrpcReply.Failed(e.Failure with { Attempts = [.. _failures!] });
        }
    }

    private async Task<DrpcReply> RunAloneAsync(RunningRequest attempt)
    {
        try
        {
            return Succeed(attempt, (await CallWorkerAsync(attempt)).Values);
        }
        catch (Exception e)
        {
            return Fail(attempt, e);
        }
    }

    /// <summary>One task needs no coordination: one call of one worker, here.</summary>
    public Task<StageReceipt> CallWorkerAsync(RunningRequest attempt) =>
        attempt.WaitForAsync(services.FirstWorkers.RunAsync(new StageWork(attempt.Attempt, Stage: 0, Task: 0, Sequence: 0, argument)));

    /// <summary>Runs a coordinated attempt, and closes it. Where a silo refuses its part nothing has been done: at once once more, over the others.</summary>
    public async Task<DrpcReply> RunTogetherAsync(RunningRequest attempt)
    {
        while (true)
        {
            try
            {
                return await CoordinateAsync(attempt);
            }
            catch (Exception) when (attempt.RefusedBy is not null && _refusals < MaxRefusals)
            {
                _refusals++;
                LeaveOut(attempt.RefusedBy, attempt.Failure!);
                Close(attempt);
                attempt = Open(Remaining);
            }
            catch (Exception e)
            {
                return Fail(attempt, e);
            }
        }
    }

    // One that stops is gone for good, one that has too much to do for a while; one that has too much of this function serves the others.
    private void LeaveOut(SiloAddress refusing, DrpcFailure refusal)
    {
        if (refusal.IsOfFunctionOnly)
        {
            function.RefusedBy.Add(refusing, services.Time);
        }
        else if (refusal.Code == DrpcFailureCode.Overloaded)
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
        _endsAtDeadline = Settings.AttemptTimeout is not { } timeout || timeout >= remaining;
        var limit = _endsAtDeadline ? remaining : Settings.AttemptTimeout!.Value;
        var silos = function.RefusedBy.LeftOf(services.Cluster.ActiveSilos, services.Time);
        var attempt = services.Requests.Open(
            new AttemptId(request.Id, _number++), function, silos, services.Silo, limit, request.Priority, function.RerunsTasksOver(silos.Length));
        attempt.Work = work;
        attempt.IsAlone = function.Plan.IsSingleTask && (attempt.Plan.Silos.Length == 1 || !services.Gate.IsCrowded);
        _hangUp = caller.UnsafeRegister(static state => Cancel((RunningRequest)state!), attempt);
        return attempt;
    }

    private async Task<DrpcReply> CoordinateAsync(RunningRequest attempt)
    {
        // An attempt that its own timeout ends before the deadline is replayed instead.
        var cutOff = Settings.PartialAnswers && _endsAtDeadline ? new CutOffTimer(attempt, services.Time) : null;
        var run = new CoordinatedRun(attempt, services.Options.MaxAnswerBytes, cutOff);
        return Succeed(attempt, await run.ExecuteAsync(argument), run.Coverage);
    }

    /// <summary>Makes the reply of an attempt that went well, and closes it.</summary>
    /// <exception cref="DrpcException">The values make no answer, or the attempt has ended before.</exception>
    public DrpcReply Succeed(RunningRequest attempt, IReadOnlyList<ItemBatch> values, double? coverage = null)
    {
        var reply = coverage is null ? ReplyOf(values) : PartOf(values, attempt.Remaining) with { Coverage = coverage };
        attempt.ThrowIfEnded();
        GoOn = false;
        work?.Done();
        Close(attempt);
        return reply;
    }

    /// <summary>Makes the reply of an attempt that failed, closes it, and says whether to <see cref="GoOn"/>.</summary>
    public DrpcReply Fail(RunningRequest attempt, Exception exception)
    {
        var failure = Failures.Of(exception, attempt);
        Note(attempt, failure);
        if (failure.Code is DrpcFailureCode.FunctionFailed or DrpcFailureCode.BadArgument)
        {
            work?.Done();
        }

        Close(attempt);
        var isWorthReplaying = IsWorthReplaying(failure, attempt);
        GoOn = isWorthReplaying && _failures!.Count < limits.Attempts && Remaining > TimeSpan.Zero && !caller.IsCancellationRequested;
        if (GoOn)
        {
            services.Metrics.RequestReplayed(function.Definition.Name, failure.Code);
            LogReplayed(services.Log, attempt.Attempt, function.Definition.Name, failure.Code, failure.Message);
        }

        return DrpcReply.Failed(failure with { Attempts = [.. _failures!], AttemptsUsedUp = isWorthReplaying && limits.Attempts > 1 && _failures!.Count >= limits.Attempts });
    }

    private void Note(RunningRequest attempt, DrpcFailure failure)
    {
        var ended = services.Time.GetUtcNow();
        (_failures ??= []).Add(new AttemptFailure(
            attempt.Attempt.Number, failure.Code, failure.Message, failure.Stage, ended - services.Time.GetElapsedTime(attempt.Started), ended));
        if (failure.LostSilo is not null)
        {
            services.Cluster.Suspect(failure.LostSilo);
        }
    }

    private void Close(RunningRequest attempt)
    {
        _hangUp.Dispose();
        attempt.Runs?.Lost.ForEach(services.Cluster.Suspect);
        services.Requests.Close(attempt);
    }

    private DrpcReply PartOf(IReadOnlyList<ItemBatch> parts, TimeSpan limit)
    {
        try
        {
            return ReplyOf(parts);
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

    private static bool IsWorthReplaying(DrpcFailure failure, RunningRequest attempt) => !failure.IsPermanent && failure.Code switch
    {
        DrpcFailureCode.SiloLost or DrpcFailureCode.CoordinationError or DrpcFailureCode.FunctionFailed or DrpcFailureCode.TimedOut => true,
        DrpcFailureCode.ShuttingDown => attempt.RefusedBy is not null, // not this silo, but another one
        _ => false,
    };

    private static void Cancel(RunningRequest attempt) => attempt.Fail(Cancelled(attempt.Function, attempt.Attempt.Request));

    private static DrpcFailure Cancelled(RegisteredFunction function, RequestId request) =>
        new(DrpcFailureCode.Cancelled, $"The caller of function '{function.Definition.Name}' cancelled the request.", request);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Attempt {Attempt} of function '{Function}' failed and is replayed: {Code}, {Failure}")]
    private static partial void LogReplayed(ILogger log, AttemptId attempt, string function, DrpcFailureCode code, string failure);
}
