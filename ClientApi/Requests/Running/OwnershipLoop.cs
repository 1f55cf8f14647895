using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Keeps what is this front door's own: renews its lease, takes over what nobody owns any more, ends what somebody cancelled elsewhere or
/// whose time is over, forgets what is old.
/// </summary>
internal sealed partial class OwnershipLoop(
    DurableRuns runs, HeldOutcomes held, IOptions<RequestsOptions> options, TimeProvider time, ILogger<OwnershipLoop> log)
{
    private const int RenewalsInLease = 5;
    private const int MarginInLease = 20;
    private const int TakenAtOnce = 200;

    // A front door that has enough to do takes all the same what nobody has, but leaves those that have less the time to take it first.
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ExpiryPause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan LongestPurgePause = TimeSpan.FromMinutes(1);

    private readonly RequestsOptions _options = options.Value;
    private readonly SemaphoreSlim _taking = new(1);
    private long _renewed;
    private bool _isAway;
    private volatile int _losses;
    private volatile int _released;

    private TimeSpan Pause => _options.Lease / RenewalsInLease;

    /// <summary>Whether requests were lost that by the store may still be this front door's.</summary>
    private bool MustRelease => _losses != _released;

    /// <summary>Runs until the token fires.</summary>
    public Task RunAsync(IRequestStore store, CancellationToken cancellationToken)
    {
        _renewed = time.GetTimestamp();
        return BackgroundLoops.RunAsync(
            [token => RenewAsync(store, token), token => TakeOverAsync(store, token), ExpireAsync, token => PurgeAsync(store, token)], cancellationToken);
    }

    private async Task RenewAsync(IRequestStore store, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Pause, time, cancellationToken);
            await RenewOnceAsync(store, cancellationToken);
        }
    }

    private async Task RenewOnceAsync(IRequestStore store, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();

        // What is added while the renewal is under way may belong to the lease that it begins.
        var upTo = runs.Stamp;
        var renewal = TryRenewAsync(store, cancellationToken);
        try
        {
            await renewal.WaitAsync(Rest(), time, cancellationToken);
        }
        catch (TimeoutException)
        {
            Interlocked.Increment(ref _losses);
            await LoseAsync("it could not be renewed in time", runs.Stamp);
        }

        if (await renewal is not { } outcome)
        {
            if (Rest() == TimeSpan.Zero)
            {
                Interlocked.Increment(ref _losses);
                await LoseAsync("it could not be renewed in time", runs.Stamp);
            }

            return;
        }

        _renewed = started;
        if (!outcome.StillOwned)
        {
            await LoseAsync("it had run out", upTo);
        }

        foreach (var id in outcome.Cancelled)
        {
            runs.Cancel(id);
        }
    }

    /// <returns>Null: the store is away.</returns>
    private async Task<RenewOutcome?> TryRenewAsync(IRequestStore store, CancellationToken cancellationToken)
    {
        try
        {
            var losses = _losses;
            if (MustRelease)
            {
                // What was stopped here may still be this front door's by the store, if only the answer to a renewal was lost.
                await store.ReleaseAsync(cancellationToken);
            }

            // Nothing is taken over before: without a lease there is nothing to be had, and that must not pass for all being taken.
            var outcome = await store.RenewAsync(cancellationToken);
            _released = losses;
            if (_isAway)
            {
                LogBack();
                _isAway = false;
            }

            return outcome;
        }
        catch (RequestStoreException e)
        {
            if (!_isAway)
            {
                LogAway(e.Message);
                _isAway = true;
            }

            return null;
        }
    }

    /// <summary>How long what runs may go on without a renewal: a little less than the lease, because stopping takes a moment.</summary>
    private TimeSpan Rest()
    {
        var rest = _options.Lease - (_options.Lease / MarginInLease) - time.GetElapsedTime(_renewed);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    private async Task LoseAsync(string why, long upTo)
    {
        var count = runs.All.Count(run => run.Stamp <= upTo);
        if (count > 0)
        {
            LogLost(why, count);
        }

        // At once, because others may run them from now on; a takeover may hang for as long as the store is away.
        await runs.LoseAsync(upTo);
        await _taking.WaitAsync(CancellationToken.None);
        try
        {
            // What it has brought at last is about to be released with the rest.
            await (MustRelease ? runs.LoseAsync(runs.Stamp) : Task.CompletedTask);
        }
        finally
        {
            _taking.Release();
        }
    }

    private async Task TakeOverAsync(IRequestStore store, CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = await TakeOverOnceAsync(store, cancellationToken) switch
            {
                TakenAtOnce when runs.HasRoom => TimeSpan.Zero,
                TakenAtOnce => BusyPause,
                _ => Pause,
            };
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <returns>How many were taken; below <see cref="TakenAtOnce"/>: all there were, or none can be had now.</returns>
    private async Task<int> TakeOverOnceAsync(IRequestStore store, CancellationToken cancellationToken)
    {
        await _taking.WaitAsync(cancellationToken);
        try
        {
            return MustRelease ? 0 : await TakeAsync(store, cancellationToken);
        }
        catch (RequestStoreException)
        {
            // The renewals tell of it.
            return 0;
        }
        finally
        {
            _taking.Release();
        }
    }

    private async Task<int> TakeAsync(IRequestStore store, CancellationToken cancellationToken)
    {
        var taken = await store.TakeOverAsync(TakenAtOnce, cancellationToken);
        foreach (var request in taken)
        {
            runs.Add(request, store);
        }

        if (taken.Count > 0)
        {
            LogTaken(taken.Count);
        }

        if (taken.Count < TakenAtOnce)
        {
            held.ForgetOld();
        }

        return taken.Count;
    }

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(ExpiryPause, time, cancellationToken);
            runs.ExpireDue();
        }
    }

    private async Task PurgeAsync(IRequestStore store, CancellationToken cancellationToken)
    {
        var pause = _options.Retention / 10 < LongestPurgePause ? _options.Retention / 10 : LongestPurgePause;
        while (true)
        {
            await Task.Delay(pause, time, cancellationToken);
            try
            {
                await store.PurgeAsync(time.GetUtcNow() - _options.Retention, cancellationToken);
            }
            catch (RequestStoreException)
            {
                // There is no hurry.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store of durable requests is away: {Obstacle}")]
    private partial void LogAway(string obstacle);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store of durable requests is back")]
    private partial void LogBack();

    [LoggerMessage(Level = LogLevel.Error, Message = "The lease on durable requests is lost, because {Why}: {Count} of them are stopped here and go on elsewhere, or here later")]
    private partial void LogLost(string why, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} durable requests, or their callbacks, go on here")]
    private partial void LogTaken(int count);
}
