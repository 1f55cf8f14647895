namespace OrleansDrpc.ClientApi;

/// <summary>Callers that call all the time: each begins its next call when it has the answer to the one before.</summary>
internal sealed class BenchRun(IDrpcClient client, BenchSettings settings, TimeProvider time)
{
    // Null: still warming up.
    private volatile Phase? _measured;

    /// <summary>How far it is: null while it warms up.</summary>
    public (TimeSpan Elapsed, long Answered, long Failed)? Progress =>
        _measured is { } phase && phase.Tally.Count() is var count ? (time.GetElapsedTime(phase.Start), count.Answered, count.Failed) : null;

    /// <summary>Warms up, then measures. Cancelled, it returns what was measured so far; calls that it cuts off do not count.</summary>
    /// <exception cref="DrpcException">The first call of all failed in a way in which every other would.</exception>
    public async Task<BenchResult> RunAsync(CancellationToken cancellationToken)
    {
        if (await TryFirstAsync(cancellationToken))
        {
            await CallAsync(new Phase(new BenchTally(), time.GetTimestamp(), settings.WarmUp), cancellationToken);
        }

        var measured = _measured = new Phase(new BenchTally(), time.GetTimestamp(), settings.Duration);
        await CallAsync(measured, cancellationToken);
        return measured.Tally.Close(time.GetElapsedTime(measured.Start));
    }

    // False: cancelled.
    private async Task<bool> TryFirstAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.ExecuteAsync(settings.Call.Function, settings.Call.Argument, null, cancellationToken);
            return true;
        }
        catch (DrpcException e) when (!IsForGood(e))
        {
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool IsForGood(DrpcException failure) =>
        failure.Code is DrpcFailureCode.UnknownFunction or DrpcFailureCode.BadArgument or DrpcFailureCode.NotAuthorized || ConnectFailure.Of(failure) is not null;

    private Task CallAsync(Phase phase, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, settings.Callers).Select(_ => Task.Run(() => CallInTurnAsync(phase, cancellationToken), CancellationToken.None)));

    private async Task CallInTurnAsync(Phase phase, CancellationToken cancellationToken)
    {
        do
        {
            var start = time.GetTimestamp();
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                await client.ExecuteAsync(settings.Call.Function, settings.Call.Argument, null, cancellationToken);
                phase.Tally.Answered(time.GetElapsedTime(start));
            }
            catch (DrpcException e)
            {
                phase.Tally.Failed(e);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
        while (time.GetElapsedTime(phase.Start) < phase.Duration);
    }

    private sealed record Phase(BenchTally Tally, long Start, TimeSpan Duration);
}
