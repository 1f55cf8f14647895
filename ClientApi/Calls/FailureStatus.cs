using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>How a failure looks from outside: the table of docs/http.md.</summary>
/// <param name="Status">The HTTP status at /v1.</param>
/// <param name="Title">The title of its problem details.</param>
/// <param name="StormStatus">The HTTP status at /drpc.</param>
/// <param name="StormError">The <c>error</c> at /drpc: Storm's <c>DRPCExceptionType</c>.</param>
internal sealed record FailureStatus(int Status, string Title, int StormStatus, string StormError)
{
    private const string FailedRequest = "FAILED_REQUEST";
    private const string ServerShutdown = "SERVER_SHUTDOWN";
    private const string ServerTimeout = "SERVER_TIMEOUT";
    private const string InternalError = "INTERNAL_ERROR";

    // What Storm says where a failure has none of its types.
    private const string NoType = "Internal Error";

    /// <summary><see cref="StormError"/> as a number, for Storm's Thrift clients.</summary>
    public int StormType => StormError switch
    {
        ServerShutdown => StormFailureType.ServerShutdown,
        ServerTimeout => StormFailureType.ServerTimeout,
        InternalError => StormFailureType.InternalError,
        _ => StormFailureType.FailedRequest,
    };

    /// <summary>For what no code covers.</summary>
    public static FailureStatus Unexpected { get; } = new(500, "Internal error", 500, InternalError);

    public static FailureStatus Of(HttpFailure failure)
    {
        var status = Of(failure.Code);
        return failure.Storm is not { } storm ? status : storm.Type switch
        {
            StormFailureType.FailedRequest => status with { StormStatus = 400, StormError = FailedRequest },
            StormFailureType.ServerTimeout => status with { StormStatus = 504, StormError = ServerTimeout },
            StormFailureType.ServerShutdown => status with { StormStatus = 503, StormError = ServerShutdown },
            StormFailureType.InternalError => status with { StormStatus = 500, StormError = InternalError },
            _ => status with { StormStatus = 500, StormError = NoType },
        };
    }

    public static FailureStatus Of(DrpcFailureCode? code) => code switch
    {
        DrpcFailureCode.UnknownFunction => new(404, "Unknown function", 404, FailedRequest),
        DrpcFailureCode.BadArgument => new(400, "Bad argument", 400, FailedRequest),
        DrpcFailureCode.FunctionFailed => new(500, "Function failed", 400, FailedRequest),
        DrpcFailureCode.TimedOut => new(504, "Timed out", 504, ServerTimeout),
        DrpcFailureCode.Cancelled => new(499, "Cancelled", 400, FailedRequest),
        DrpcFailureCode.Overloaded => new(503, "Overloaded", 503, FailedRequest),
        DrpcFailureCode.SiloLost => new(503, "Silo lost", 503, ServerShutdown),
        DrpcFailureCode.CoordinationError => new(500, "Coordination error", 400, FailedRequest),
        DrpcFailureCode.ShuttingDown => new(503, "Shutting down", 503, ServerShutdown),
        DrpcFailureCode.NotAuthorized => new(401, "Not authorized", 401, "401 Unauthorized"),
        _ => Unexpected,
    };
}
