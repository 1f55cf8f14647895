using Microsoft.Extensions.Logging;

namespace OrleansDrpc;

/// <summary>Ends the attempts that a silo took part in which is no longer there: also where the lost silo was their home, so that nobody else would.</summary>
internal sealed partial class MembershipWatch(IClusterMembershipService membership, RequestTable requests, ILogger<MembershipWatch> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken))
            {
                try
                {
                    EndOrphans(snapshot);
                }
                catch (Exception e)
                {
                    // The next change must still be seen.
                    LogFailed(e);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private void EndOrphans(ClusterMembershipSnapshot snapshot)
    {
        foreach (var request in requests.All)
        {
            foreach (var silo in request.TakingPart)
            {
                if (snapshot.GetSiloStatus(silo) == SiloStatus.Dead)
                {
                    End(request, silo);
                }
            }
        }
    }

    private void End(RunningRequest request, SiloAddress lost)
    {
        if (request.Runs?.TryLose(lost) == true)
        {
            return;
        }

        LogLost(lost, request.Attempt);
        request.Fail(new DrpcFailure(
            DrpcFailureCode.SiloLost, $"Silo {lost} was lost, which held a part of function '{request.Function.Definition.Name}'. Call again.")
        {
            LostSilo = lost,
        });
        if (lost.Equals(request.Plan.Home))
        {
            requests.Close(request);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A membership change could not be followed")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} was lost and with it a part of attempt {Attempt}")]
    private partial void LogLost(SiloAddress silo, AttemptId attempt);
}
