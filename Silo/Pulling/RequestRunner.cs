using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting;

/// <summary>Runs requests of servers on this silo. Thread-safe.</summary>
/// <param name="client">Calls the functions.</param>
/// <param name="maxFrameBytes">The longest message that servers take. A longer one would cost the connection, and with it whatever else runs.</param>
internal sealed class RequestRunner(IDrpcClient client, int maxFrameBytes)
{
    /// <param name="function">Of which function.</param>
    /// <param name="argument">Its argument, as text.</param>
    /// <param name="id">The server's id of the request.</param>
    /// <param name="left">How long its outcome still counts; null: the server does not say.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null: it was stopped.</returns>
    public Task<Outcome?> RunAsync(string function, string argument, string id, TimeSpan? left, CancellationToken cancellationToken) =>
        RunAsync(function, argument, id, new CallOptions { Timeout = left }, cancellationToken);

    /// <param name="request">From a front door of this service.</param>
    /// <param name="id">The id to run it by in this silo; null: any.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null: it was stopped.</returns>
    public Task<Outcome?> RunAsync(PulledRequest request, RequestId? id, CancellationToken cancellationToken)
    {
        var call = new CallOptions
        {
            Timeout = TimeSpan.FromMilliseconds(Math.Min(request.MillisecondsLeft, int.MaxValue)),
            MaxAttempts = request.MaxAttempts,
            Priority = request.IsBatch ? RequestPriority.Batch : RequestPriority.Interactive,
            RefuseIfBusy = true,
            RequestId = id,
        };
        return RunAsync(request.Function, request.Argument, request.Id, call, cancellationToken);
    }

    private async Task<Outcome?> RunAsync(string function, string argument, string id, CallOptions call, CancellationToken cancellationToken)
    {
        if (call.Timeout <= TimeSpan.Zero)
        {
            return new Outcome(id, null, StormFailure.TimedOut);
        }

        try
        {
            return Answered(function, id, await client.ExecutePartialAsync(function, argument, call, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (DrpcException e)
        {
            var isStopping = e.Code == DrpcFailureCode.ShuttingDown;
            return new Outcome(id, null, new StormFailure(e.Message, TypeOf(e.Code)), isStopping, FailureDetails.Write(e.Failure));
        }
        catch (Exception e)
        {
            // Whatever it is, the caller must not wait for nothing.
            return new Outcome(id, null, new StormFailure($"Function '{function}' failed: {e.GetType().Name}: {e.Message}", StormFailureType.FailedRequest));
        }
    }

    private Outcome Answered(string function, string id, PartialAnswer<string> answer)
    {
        var bytes = ResultCall.BytesOf(id, answer.Value, answer.Coverage);
        return bytes <= maxFrameBytes ? new Outcome(id, answer.Value, null, Coverage: answer.Coverage) : new Outcome(id, null, new StormFailure(
            $"The answer of function '{function}' would be a message of {bytes:N0} bytes to the server, and {DrpcServersOptions.Section}:"
                + $"{nameof(DrpcServersOptions.MaxFrameBytes)} (--max-frame-bytes) is {maxFrameBytes:N0}. Return less, or raise the limit at the worker and at the server.",
            StormFailureType.FailedRequest));
    }

    private static int TypeOf(DrpcFailureCode code) => code switch
    {
        DrpcFailureCode.TimedOut => StormFailureType.ServerTimeout,
        DrpcFailureCode.ShuttingDown => StormFailureType.ServerShutdown,
        _ => StormFailureType.FailedRequest,
    };
}
