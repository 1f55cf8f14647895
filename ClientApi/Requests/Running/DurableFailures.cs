using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Failures of durable requests that are not those of an attempt.</summary>
internal static class DurableFailures
{
    public static DrpcFailure Cancelled(NewRequest request) =>
        new(DrpcFailureCode.Cancelled, $"Request {request.Id} of function '{request.Function}' was cancelled.", request.Id);

    /// <param name="request">The request.</param>
    /// <param name="obstacle">What kept it from an answer, where that is known.</param>
    public static DrpcFailure Expired(NewRequest request, DrpcFailure? obstacle)
    {
        var time = (request.Expires - request.Submitted).TotalSeconds;
        var why = obstacle is null ? "It waited for its turn." : $"The last that is known: {obstacle.Message}";
        return new DrpcFailure(
            DrpcFailureCode.TimedOut,
            $"Request {request.Id} of function '{request.Function}' had no answer within {time:0.###} s. {why} "
                + $"Give it more time (Drpc-Timeout at its submit, or {RequestsOptions.Section}:{nameof(RequestsOptions.DefaultExpiry)}).",
            request.Id);
    }

    public static DrpcFailure NotServed(NewRequest request) => new(
        DrpcFailureCode.UnknownFunction,
        $"Nobody serves function '{request.Function}' now, so it is not known how many attempts it has; start a worker that does.",
        request.Id);

    public static DrpcFailure Interrupted(NewRequest request, int interruptions) => new(
        DrpcFailureCode.SiloLost,
        $"{interruptions} attempts of request {request.Id} of function '{request.Function}' were cut off by the death of their front door "
            + $"({RequestsOptions.Section}:{nameof(RequestsOptions.MaxInterruptions)}). If this request kills it, repair that before you replay it.",
        request.Id);

    public static DrpcFailure InterruptedForGood(NewRequest request) => new(
        DrpcFailureCode.SiloLost,
        $"The attempt of request {request.Id} was cut off by the death of its front door, and function '{request.Function}' has no other one. Replay it if it may run again.",
        request.Id);

    public static DrpcFailure StoppedForGood(NewRequest request) => new(
        DrpcFailureCode.ShuttingDown,
        $"The front door stopped before the attempt of request {request.Id} was done, and function '{request.Function}' has no other one. Replay it if it may run again.",
        request.Id);

    public static DrpcFailure Stopped(NewRequest request) => new(
        DrpcFailureCode.ShuttingDown, "The front door stopped before the attempt was done; another one follows.", request.Id);

    public static DrpcFailure Unexpected(NewRequest request, Exception exception) => new(
        DrpcFailureCode.FunctionFailed, $"The front door failed at this attempt: {exception.GetType().Name}: {exception.Message}", request.Id);
}
