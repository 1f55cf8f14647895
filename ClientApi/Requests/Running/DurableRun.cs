using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// An open durable request of this front door, from when it is its own to its outcome, or until it is not its own any more. In each turn: (1)
/// a place among those that run, (2) the attempt is recorded, (3) it runs, (4) its outcome is recorded, or its failure and then comes a wait.
/// Its public members are thread-safe.
/// </summary>
internal sealed partial class DurableRun
{
    private readonly DurableRunServices _services;
    private readonly IRequestStore _store;
    private readonly IReadOnlyList<AttemptRecord> _earlier;
    private readonly bool _isReplayed;
    private readonly CancellationTokenSource _attemptEnd = new();
    private readonly CancellationTokenSource _waitEnd = new();
    private readonly CancellationTokenSource _ownershipEnd = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AttemptCount? _count;
    private string? _argument;
    private RunPlaces? _places;
    private bool _hasPlace;
    private bool _isSettled;
    private DrpcFailure? _obstacle;
    private int _isStarted;
    private volatile int _running;
    private volatile bool _isCancelled;

    /// <param name="stored">The request.</param>
    /// <param name="argument">Its argument, if memory is to hold it; null: it is read when the request runs.</param>
    /// <param name="isReplayed">Whether somebody has just replayed it as a dead letter.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="services">For all runs.</param>
    public DurableRun(StoredRequest stored, string? argument, bool isReplayed, IRequestStore store, DurableRunServices services)
    {
        Request = stored.Request with { Argument = "" };
        Bytes = OpenLimits.BytesOf(argument ?? "");
        _argument = argument;
        _services = services;
        _store = store;
        (_earlier, _isReplayed) = (stored.Attempts, isReplayed);
        if (stored.IsCancelled)
        {
            Cancel();
        }
    }

    /// <summary>The request without its argument.</summary>
    public NewRequest Request { get; }

    /// <summary>When it became this front door's own, among all that did (<see cref="DurableRuns.Stamp"/>).</summary>
    public long Stamp { get; init; }

    /// <summary>What its argument takes in memory.</summary>
    public long Bytes { get; }

    /// <summary>An outcome that it came to here before, when that could not be recorded (<see cref="HeldOutcomes"/>). Set before it starts.</summary>
    public FinalOutcome? Held { get; set; }

    /// <summary>Whether it has started, or ended without.</summary>
    public bool IsStarted => Volatile.Read(ref _isStarted) != 0;

    /// <summary>Done when it has its outcome, or is not this front door's any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Done when something about it changes, after the moment of asking.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Whether its outcome was recorded by this run.</summary>
    public bool HasOutcome { get; private set; }

    /// <summary>How far its attempt is; null: none runs, or nobody knows.</summary>
    public StageProgress? Progress => _running is > 0 and var number ? _services.Progress(Request.Id, FirstOfEngine(number)) : null;

    private bool IsExpired => Request.Expires <= _services.Time.GetUtcNow();

    /// <returns>False: it was started or ended before, and must not be again.</returns>
    public bool TryStart() => Interlocked.Exchange(ref _isStarted, 1) == 0;

    /// <summary>Runs it to its end. After <see cref="TryStart"/>.</summary>
    /// <param name="places">Those for requests that run. The caller has taken one for this run, which gives it back.</param>
    public async Task RunAsync(RunPlaces places)
    {
        _places = places;
        _hasPlace = true;
        try
        {
            await _services.Backoff.ExecuteAsync(TakeTurnAsync, _waitEnd.Token);
        }
        catch (OperationCanceledException) when (_waitEnd.IsCancellationRequested)
        {
            // What ended the wait is looked at below.
        }
        catch (Exception e)
        {
            LogBroken(_services.Log, e, Request.Id, Request.Function);
        }
        finally
        {
            GiveBackPlace();
        }

        await EndAsync();
    }

    /// <summary>Gives it the outcome that follows from what is known without running it; if there is none, it stays open. After <see cref="TryStart"/>.</summary>
    public async Task EndAsync()
    {
        try
        {
            await SettleAsync();
        }
        catch (Exception e)
        {
            LogBroken(_services.Log, e, Request.Id, Request.Function);
        }
        finally
        {
            _argument = null;
            _ended.TrySetResult();
            Tell();
        }
    }

    /// <summary>Ends it as cancelled.</summary>
    public void Cancel()
    {
        _isCancelled = true;
        End(_waitEnd, _attemptEnd);
    }

    /// <summary>Stops it where it is: it is not this front door's any more.</summary>
    public void Lose() => End(_ownershipEnd, _waitEnd, _attemptEnd);

    /// <summary>Begins nothing new; an attempt that runs may go on.</summary>
    public void Leave() => End(_waitEnd);

    /// <summary>Cuts off an attempt that still runs, because the front door stops. After <see cref="Leave"/>.</summary>
    public void CutOff() => End(_attemptEnd);

    // Their callbacks are waits, of which none may hold up the caller.
    private static void End(params ReadOnlySpan<CancellationTokenSource> sources)
    {
        foreach (var source in sources)
        {
            _ = source.CancelAsync();
        }
    }

    private static int FirstOfEngine(int number) => ((number - 1) * DrpcRequest.AttemptNumbersOfCall) + 1;

    private async Task SettleAsync()
    {
        if (_isSettled)
        {
            return;
        }

        if (Held is { } held)
        {
            await FinishAsync(held);
        }
        else if (_isCancelled)
        {
            await FinishAsync(Outcome(RequestStatus.Cancelled, DurableFailures.Cancelled(Request)));
        }
        else if (IsExpired)
        {
            await FinishAsync(Outcome(RequestStatus.Failed, DurableFailures.Expired(Request, _obstacle)));
        }
    }

    private async ValueTask<bool> TakeTurnAsync()
    {
        // (1)
        if (!_hasPlace)
        {
            await _places!.EnterAsync(this, _waitEnd.Token);
            _hasPlace = true;
        }

        try
        {
            return !_waitEnd.IsCancellationRequested && !IsExpired && await AttemptAsync();
        }
        finally
        {
            GiveBackPlace();
        }
    }

    private void GiveBackPlace()
    {
        if (_hasPlace)
        {
            _hasPlace = false;
            _places!.Leave(this);
        }
    }

    private void Tell() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    [LoggerMessage(Level = LogLevel.Error, Message = "Durable request {Id} of function '{Function}' cannot go on here; it stays open, and goes on after a restart")]
    private static partial void LogBroken(ILogger log, Exception exception, RequestId id, string function);
}
