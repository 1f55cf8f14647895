using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The durable requests that are open here and this front door's own, and the callbacks that it owes. So many run at once; the others wait
/// for their turn. Thread-safe.
/// </summary>
internal sealed class DurableRuns(DurableRunServices services, CallbackDeliveries callbacks, OpenLimits limits, IOptions<RequestsOptions> options)
{
    private readonly ConcurrentDictionary<RequestId, DurableRun> _open = new();
    private readonly RunPlaces _places = new(options.Value.MaxRunning);

    /// <summary>In ticks; no open request that may still wait expires before.</summary>
    private long _earliestExpiry = long.MaxValue;

    private long _lastStamp;
    private volatile bool _isLeaving;

    /// <summary>Tells this moment from later ones: what is added from now on has a higher stamp.</summary>
    public long Stamp => Interlocked.Read(ref _lastStamp);

    /// <summary>How many wait for a place, with some that have ended meanwhile.</summary>
    public int Waiting => _places.Waiting;

    /// <summary>Whether those that wait would not keep the places busy for long.</summary>
    public bool HasRoom => Waiting < options.Value.MaxRunning;

    /// <summary>Those that are open.</summary>
    public IEnumerable<DurableRun> All => _open.Select(pair => pair.Value);

    /// <summary>A request that is open here; null: there is none, or it has just ended.</summary>
    public DurableRun? Find(RequestId id) => _open.GetValueOrDefault(id) is { Ended.IsCompleted: false } run ? run : null;

    /// <summary>Runs what was submitted here; <see cref="OpenLimits"/> has its room.</summary>
    public void AddSubmitted(StoredRequest stored, IRequestStore store) =>
        Add(new DurableRun(stored, stored.Request.Argument, isReplayed: false, store, services) { Stamp = NextStamp() }, store);

    /// <summary>Takes what this front door has become the owner of: runs it, or delivers its outcome.</summary>
    /// <param name="stored">The request, whole.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="isReplayed">Whether somebody has just replayed it as a dead letter.</param>
    public void Add(StoredRequest stored, IRequestStore store, bool isReplayed = false)
    {
        if (stored.Status != RequestStatus.Open)
        {
            callbacks.Add(stored.Request, store, NextStamp());
            return;
        }

        // What is delivered of it is an outcome that it has no more.
        callbacks.Drop(stored.Request.Id);
        limits.Add();

        // Any number of them may come at once, so their arguments are not held while they wait.
        Add(new DurableRun(stored, argument: null, isReplayed, store, services) { Stamp = NextStamp() }, store);
    }

    /// <summary>Runs requests as places become free, until the front door begins to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var run in _places.Admitted.ReadAllAsync(cancellationToken))
        {
            if (run.TryStart())
            {
                _ = run.RunAsync(_places);
            }
            else
            {
                _places.Leave(run);
            }
        }
    }

    /// <summary>Ends a request as cancelled, at once where it waits.</summary>
    public void Cancel(RequestId id)
    {
        if (Find(id) is { } run)
        {
            run.Cancel();
            EndUnstarted(run);
        }
    }

    /// <summary>Ends those whose time is over while they wait. Looks at all of them only when that can be so.</summary>
    public void ExpireDue()
    {
        var now = services.Time.GetUtcNow();
        if (now.UtcTicks < Volatile.Read(ref _earliestExpiry))
        {
            return;
        }

        // What is added from here on notes itself.
        Interlocked.Exchange(ref _earliestExpiry, long.MaxValue);
        foreach (var run in All)
        {
            if (run.Request.Expires <= now)
            {
                Leave(run);
            }
            else
            {
                NoteExpiry(run);
            }
        }
    }

    /// <summary>Stops everything that came up to a moment, because it is not this front door's own any more. Done when nothing of it runs.</summary>
    /// <param name="upTo">A <see cref="Stamp"/>.</param>
    public async Task LoseAsync(long upTo)
    {
        var lost = All.Where(run => run.Stamp <= upTo).ToArray();
        foreach (var run in lost)
        {
            run.Lose();
            EndUnstarted(run);
        }

        await callbacks.LoseAsync(upTo);
        await Task.WhenAll(lost.Select(run => run.Ended));
        foreach (var run in lost)
        {
            Remove(run);
        }
    }

    /// <summary>Begins nothing new; what runs may go on.</summary>
    public void Leave()
    {
        _isLeaving = true;
        foreach (var run in All)
        {
            Leave(run);
        }
    }

    /// <summary>Waits for what runs, and cuts off what still runs then.</summary>
    /// <param name="drain">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task DrainAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(All.Select(run => run.Ended)).WaitAsync(drain, services.Time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            foreach (var run in All)
            {
                run.CutOff();
            }
        }
    }

    private void Leave(DurableRun run)
    {
        run.Leave();
        EndUnstarted(run);
    }

    private void EndUnstarted(DurableRun run)
    {
        if (run.TryStart())
        {
            _ = run.EndAsync();
            _places.Ended();
        }
    }

    private long NextStamp() => Interlocked.Increment(ref _lastStamp);

    private void Add(DurableRun run, IRequestStore store)
    {
        if (_open.TryAdd(run.Request.Id, run))
        {
            Begin(run, store);
        }
        else
        {
            _ = BeginLaterAsync(run, store);
        }
    }

    private void Begin(DurableRun run, IRequestStore store)
    {
        run.Held = services.Held.Take(run.Request.Id);
        NoteExpiry(run);
        _ = RemoveAtEndAsync(run, store);

        // What has its outcome needs no place for it to be recorded.
        if (_isLeaving || run.Held is not null)
        {
            Leave(run);
        }
        else
        {
            _places.Add(run);
        }
    }

    /// <summary>The request was this front door's own before, and what ran then has not quite ended.</summary>
    private async Task BeginLaterAsync(DurableRun run, IRequestStore store)
    {
        while (!_open.TryAdd(run.Request.Id, run))
        {
            if (_open.TryGetValue(run.Request.Id, out var older))
            {
                older.Lose();
                EndUnstarted(older);
                await older.Ended;
                Remove(older);
            }
        }

        Begin(run, store);
    }

    private void NoteExpiry(DurableRun run)
    {
        var expiry = run.Request.Expires.UtcTicks;
        for (var earliest = Volatile.Read(ref _earliestExpiry); expiry < earliest;)
        {
            var seen = Interlocked.CompareExchange(ref _earliestExpiry, expiry, earliest);
            earliest = seen == earliest ? expiry : seen;
        }
    }

    private void Remove(DurableRun run) => _open.TryRemove(KeyValuePair.Create(run.Request.Id, run));

    private async Task RemoveAtEndAsync(DurableRun run, IRequestStore store)
    {
        await run.Ended;
        Remove(run);
        limits.Release(run.Bytes);
        if (run.HasOutcome && run.Request.Callback is not null)
        {
            callbacks.Add(run.Request, store, run.Stamp);
        }
    }
}
