namespace OrleansDrpc;

/// <summary>What a caller gets to see of replies and of failed grain calls.</summary>
internal static class ClientReply
{
    /// <exception cref="OperationCanceledException">The request failed after the caller had cancelled it.</exception>
    /// <exception cref="DrpcException">The request failed.</exception>
    public static DrpcReply Check(DrpcReply reply, CancellationToken cancellationToken)
    {
        if (reply.Failure is null)
        {
            return reply;
        }

        // The caller's own token is the caller's own reason, not a failure of the service.
        cancellationToken.ThrowIfCancellationRequested();
        throw new DrpcException(reply.Failure);
    }

    /// <summary>Whether the call or its reply could not be delivered: a failure from on the way names no request.</summary>
    public static bool IsOfEngine(Exception exception) => exception is OrleansMessageRejectionException or TimeoutException or DrpcException { RequestId: null };

    public static DrpcException FailureOf(Exception exception, DrpcRequest request) => new(FailureOf(exception, request.Id) with { Attempts = request.LostAttempts }, exception);

    private static DrpcFailure FailureOf(Exception exception, RequestId request) => exception switch
    {
        DrpcException e => e.Failure with { RequestId = request },
        TimeoutException => new DrpcFailure(DrpcFailureCode.TimedOut, "The silo did not reply; whether the request ran is not known.", request),
        _ => new DrpcFailure(DrpcFailureCode.SiloLost, "The silo that ran the request was lost; call again.", request),
    };
}
