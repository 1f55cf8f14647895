namespace OrleansDrpc;

/// <summary>Says what an exception means for a request.</summary>
internal static class Failures
{
    /// <summary>How many characters of an exception's message are told; failures are kept and sent in many places.</summary>
    public const int MaxMessageLength = 10_000;

    /// <summary>From anything that went wrong around a request.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="request">The request.</param>
    /// <param name="function">Its function.</param>
    /// <param name="callee">The silo whose call it was, where it was one.</param>
    public static DrpcFailure Of(Exception exception, RequestId request, string function, SiloAddress? callee = null) => exception switch
    {
        DrpcException drpc => drpc.Failure with { RequestId = request },
        SiloUnavailableException or OrleansMessageRejectionException => new DrpcFailure(
            DrpcFailureCode.SiloLost, $"A silo that held a part of function '{function}' was lost: {exception.Message} Call again.", request) { LostSilo = callee },
        TimeoutException => new DrpcFailure(DrpcFailureCode.TimedOut, $"A part of function '{function}' did not answer: {exception.Message}", request),
        OperationCanceledException => new DrpcFailure(DrpcFailureCode.Cancelled, $"Function '{function}' was cancelled.", request),
        _ => new DrpcFailure(
            DrpcFailureCode.FunctionFailed, $"Function '{function}' failed: {Tell(exception)}", request),
    };

    /// <summary>From anything that went wrong around a request. A failure that belongs to the request already stays as it is.</summary>
    public static DrpcFailure Of(Exception exception, RunningRequest request, SiloAddress? callee = null) =>
        request.Failure ?? Of(exception, request.Attempt.Request, request.Function.Definition.Name, callee);

    /// <summary>Whether an exception that comes out of a function's code is this request's failure, thrown into it by an emit; a nested call's is not.</summary>
    public static bool IsOfService(Exception exception, RunningRequest request) =>
        exception is DrpcException drpc && drpc.RequestId == request.Attempt.Request;

    /// <summary>From an exception of the function's own code. The author may say that the argument is to blame; anything else is the function's failure.</summary>
    public static DrpcException OfCode(Exception exception, RunningRequest request, string stage, int task)
    {
        if (exception is DrpcException { Code: DrpcFailureCode.BadArgument, RequestId: null } refusal)
        {
            return new DrpcException(refusal.Failure with { RequestId = request.Attempt.Request, Stage = stage });
        }

        var message = $"Function '{request.Function.Definition.Name}' failed in stage '{stage}', task {task}: {Tell(exception)}";
        return new DrpcException(new DrpcFailure(DrpcFailureCode.FunctionFailed, message, request.Attempt.Request, stage, IsPermanent: IsPermanent(exception)));
    }

    /// <summary>A message, or its first <see cref="MaxMessageLength"/> characters and how many there are.</summary>
    public static string Shortened(string message)
    {
        if (message.Length <= MaxMessageLength)
        {
            return message;
        }

        var end = char.IsHighSurrogate(message[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength;
        return $"{message.AsSpan(0, end)}... (of {message.Length:N0} characters)";
    }

    private static string Tell(Exception exception) => $"{exception.GetType().Name}: {Shortened(exception.Message)}";

    /// <summary>Whether the same code would fail again: its author says so, or a call that it made would be refused again.</summary>
    private static bool IsPermanent(Exception exception) => exception is PermanentException
        or DrpcException { Failure.IsPermanent: true }
        or DrpcException { Code: DrpcFailureCode.BadArgument or DrpcFailureCode.UnknownFunction or DrpcFailureCode.NotAuthorized };
}
