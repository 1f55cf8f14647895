namespace OrleansDrpc.Thrift;

/// <summary>What a server's reply means to the caller.</summary>
internal static class CallOutcome
{
    /// <summary>The answer, where there is one; Storm's own client looks at the fields in the same order.</summary>
    /// <exception cref="DrpcException">There is none.</exception>
    public static PartialAnswer<string> AnswerOf(ExecuteReply reply) =>
        reply.Answer is { } answer ? new PartialAnswer<string>(answer, reply.Coverage) : throw (
            reply.Failure is { } failure ? Failed(new StormFailureException(failure))
            : reply.NotAuthorized is { } message ? new DrpcException(DrpcFailureCode.NotAuthorized, message)
            : Failed(new ThriftApplicationException(new ApplicationError("execute failed: unknown result", ApplicationErrorType.MissingResult))));

    /// <summary>The server has failed before or after the function.</summary>
    public static DrpcException Failed(ThriftApplicationException error)
    {
        var code = error.Error.Type == ApplicationErrorType.ProtocolError ? DrpcFailureCode.BadArgument : DrpcFailureCode.FunctionFailed;
        return new DrpcException(code, error.Message, error);
    }

    private static DrpcException Failed(StormFailureException error)
    {
        var code = error.Failure.Type switch
        {
            StormFailureType.ServerTimeout => DrpcFailureCode.TimedOut,
            StormFailureType.ServerShutdown => DrpcFailureCode.ShuttingDown,
            _ => DrpcFailureCode.FunctionFailed,
        };
        return new DrpcException(code, error.Message, error);
    }
}
