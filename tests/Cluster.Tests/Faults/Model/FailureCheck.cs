namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>Whether a failure is one that the faults of the seed explain.</summary>
internal sealed class FailureCheck(CallEnd end, SeedState seed)
{
    private const int ShortestHelp = 30;

    // A call from outside goes on at another home.
    private bool CallerIsLost => end.Call.Home != ModelCall.Outside && seed.Lost.Contains(seed.Homes[end.Call.Home]);

    private bool HasFaults(FaultFamily family) => (seed.Family & family) != 0;

    /// <returns>What is wrong about it; null: nothing.</returns>
    public string? Mistake(DrpcFailure failure)
    {
        var mistake = failure.RequestId != end.Id ? "names another request, or none"
            : failure.Message.Length < ShortestHelp ? "has no message that helps"
            : !MayFailBy(failure) ? "fails in a way that no fault explains"
            : MistakeOfAttempts(failure) ?? (MustSucceed(failure) ? "is reliable, and its faults had stopped" : null);
        return mistake is null ? null : $"{mistake}: {failure.Code} {failure.Message} {failure.Stage} permanent: {failure.IsPermanent} attempts: {Text(failure)}; "
            + $"faults stopped at {seed.StoppedAt:HH:mm:ss.fff}";
    }

    private bool MayFailBy(DrpcFailure failure) => failure.Code switch
    {
        DrpcFailureCode.FunctionFailed => (!seed.IsCalm && end.Call.Function.MayFailBy(CodeFaultKind.Throws, CodeFaultKind.ThrowsForGood)) || end.Call.Function.Evaluate(end.Call.Argument) is null,
        DrpcFailureCode.BadArgument => !seed.IsCalm && end.Call.Function.MayFailBy(CodeFaultKind.RefusesArgument),
        DrpcFailureCode.TimedOut => !seed.IsCalm || end.WasStarved,
        DrpcFailureCode.Overloaded => end.Call.Function.Settings.MaxRunning is not null && !seed.IsCalm,
        DrpcFailureCode.SiloLost => HasFaults(FaultFamily.Calls | FaultFamily.Silos | FaultFamily.Cuts),
        DrpcFailureCode.CoordinationError => HasFaults(FaultFamily.Calls | FaultFamily.Silos | FaultFamily.Cuts),
        DrpcFailureCode.ShuttingDown => CallerIsLost,
        _ => false,
    };

    private string? MistakeOfAttempts(DrpcFailure failure)
    {
        var attempts = failure.Attempts ?? [];
        return attempts.Length > end.Call.Function.Settings.MaxAttempts ? "has more attempts than the function allows"
            : attempts.Zip(attempts.Skip(1)).Any(pair => pair.First.Number >= pair.Second.Number) ? "has attempts out of order"
            : null;
    }

    /// <summary>Whether it had time and attempts left when its faults had stopped, and nothing that is final happened.</summary>
    private bool MustSucceed(DrpcFailure failure) => end.Call.Function.Settings.MaxAttempts > 1 && end.Call.IsPatient && end.Call.CancelAfter is null && !CallerIsLost && !failure.IsPermanent
        && failure.Code is not (DrpcFailureCode.Overloaded or DrpcFailureCode.BadArgument) && !(failure.Code == DrpcFailureCode.TimedOut && end.WasStarved)
        && end.Call.Function.Evaluate(end.Call.Argument) is not null
        && !((failure.Attempts ?? []).Length == end.Call.Function.Settings.MaxAttempts && failure.Attempts!.Value.All(attempt => attempt.StartedAt <= seed.StoppedAt));

    private static string Text(DrpcFailure failure) =>
        string.Join(", ", (failure.Attempts ?? []).Select(attempt => $"{attempt.Number} {attempt.StartedAt:ss.fff}-{attempt.EndedAt:ss.fff} {attempt.Code} {attempt.Message}"));
}
