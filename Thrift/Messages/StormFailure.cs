namespace OrleansDrpc.Thrift;

/// <summary>Storm's DRPCExecutionException, as it is on the wire.</summary>
/// <param name="Message">For people.</param>
/// <param name="Type">A <see cref="StormFailureType"/>; null: the sender named none. May be a number that nobody knows.</param>
internal sealed record StormFailure(string Message, int? Type)
{
    /// <summary>What a worker means that fails a request without saying why.</summary>
    public static StormFailure Default { get; } = new("Request failed", StormFailureType.FailedRequest);

    /// <summary>The request's time at the server ran out.</summary>
    public static StormFailure TimedOut { get; } = new("Timed Out", StormFailureType.ServerTimeout);

    /// <summary>The server stops.</summary>
    public static StormFailure ShuttingDown { get; } = new("Server Shutting Down", StormFailureType.ServerShutdown);

    /// <summary>A worker finished the request with nothing.</summary>
    public static StormFailure NoResult { get; } = new("Internal Error: No Result and No Exception", StormFailureType.InternalError);
}

/// <summary>Storm's DRPCExceptionType.</summary>
internal static class StormFailureType
{
    public const int InternalError = 0;
    public const int ServerShutdown = 1;
    public const int ServerTimeout = 2;
    public const int FailedRequest = 3;
}
