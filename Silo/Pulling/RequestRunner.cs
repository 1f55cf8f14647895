using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting;

/// <summary>Runs requests of servers on this silo. Thread-safe.</summary>
internal sealed class RequestRunner(IDrpcClient client)
{
    /// <param name="function">Of which function.</param>
    /// <param name="argument">Its argument, as text.</param>
    /// <param name="id">The server's id of the request.</param>
    /// <param name="left">How long its caller still waits; null: the server does not say.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null: it was stopped.</returns>
    public async Task<Outcome?> RunAsync(string function, string argument, string id, TimeSpan? left, CancellationToken cancellationToken)
    {
        if (left <= TimeSpan.Zero)
        {
            return new Outcome(id, null, StormFailure.TimedOut);
        }

        try
        {
            return new Outcome(id, await client.ExecuteAsync(function, argument, new CallOptions { Timeout = left }, cancellationToken), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (DrpcException e)
        {
            var isRefusal = e.Code is DrpcFailureCode.Overloaded or DrpcFailureCode.ShuttingDown;
            return new Outcome(id, null, new StormFailure(e.Message, TypeOf(e.Code)), isRefusal);
        }
        catch (Exception e)
        {
            // Whatever it is, the caller must not wait for nothing.
            return new Outcome(id, null, new StormFailure($"Function '{function}' failed: {e.GetType().Name}: {e.Message}", StormFailureType.FailedRequest));
        }
    }

    private static int TypeOf(DrpcFailureCode code) => code switch
    {
        DrpcFailureCode.TimedOut => StormFailureType.ServerTimeout,
        DrpcFailureCode.ShuttingDown => StormFailureType.ServerShutdown,
        _ => StormFailureType.FailedRequest,
    };
}
