using System.Diagnostics;

namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>One call of a seed.</summary>
internal sealed record ModelCall(FunctionModel Function, long Argument, int Home, TimeSpan Timeout, TimeSpan? CancelAfter, TimeSpan Pause)
{
    public const int Outside = -1;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Whether there is time for as many attempts as the faults and a busy machine may need.</summary>
    public bool IsPatient => Timeout >= TimeSpan.FromSeconds(10);

    public async Task<CallEnd> RunAsync(IDrpcClient client, StallMeter stalls)
    {
        var id = RequestId.New();
        var options = new CallOptions { Timeout = Timeout, RequestId = id, Priority = (RequestPriority)(Argument % 2) };
        using var hangUp = new CancellationTokenSource();
        if (CancelAfter is { } after)
        {
            hangUp.CancelAfter(after);
        }

        var (started, stalled) = (Stopwatch.GetTimestamp(), stalls.Stalled);
        var call = Function.ExecuteAsync(client, Argument, options, hangUp.Token).Within(Limit, "the call's end");
        await Task.WhenAny(call);
        return new CallEnd(this, id, call, Stopwatch.GetElapsedTime(started), stalls.Stalled - stalled);
    }
}
