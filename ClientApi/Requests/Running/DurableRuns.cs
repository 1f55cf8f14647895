using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The durable requests that are open here and this front door's own, and the callbacks that it owes. So many run at once; the others wait
/// for their turn. Thread-safe.
/// </summary>
internal sealed class DurableRuns(DurableRunServices services, CallbackDeliveries callbacks, IOptions<RequestsOptions> options)
{
    private readonly ConcurrentDictionary<RequestId, DurableRun> _open = new();
    private readonly WaitingRuns _waiting = new();
    private readonly Channel<bool> _room = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _places = new(options.Value.MaxRunning);
    private int _count;
    private long _bytes;

    /// <summary>In ticks; no open request that may still wait expires before.</summary>
    private long _earliestExpiry = long.MaxValue;

    private long _lastStamp;
    private volatile bool _isLeaving;

    /// <summary>How many are open. Each submission asks for it, so it must not lock all of the dictionary.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Tells this moment from later ones: what is added from now on has a higher stamp.</summary>
    public long Stamp => Interlocked.Read(ref _lastStamp);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether it makes sense to take over more: those that wait would not keep the places busy for long.</summary>
    public bool HasRoom => Count < 2 * options.Value.MaxRunning;

    /// <summary>Those that are open.</summary>
    public IEnumerable<DurableRun> All => _open.Select(pair => pair.Value);

    public DurableRun? Find(RequestId id) => _open.GetValueOrDefault(id);

    /// <summary>Takes what this front door has become the owner of: runs it, or delivers its outcome.</summary>
    /// <param name="stored">The request, whole.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="isReplayed">Whether somebody has just replayed it as a dead letter.</param>
    public void Add(StoredRequest stored, IRequestStore store, bool isReplayed = false)
    {
        if (stored.Status != RequestStatus.Open)
        {
            callbacks.Add(stored.Request.Id, store, Interlocked.Increment(ref _lastStamp));
            return;
        }

        var run = new DurableRun(stored, isReplayed, store, services) { Stamp = Interlocked.Increment(ref _lastStamp) };
        if (TryAdd(run))
        {
            Begin(run, store);
        }
        else
        {
            _ = BeginLaterAsync(run, store);
        }
    }

    /// <summary>Runs requests as places become free, until the front door begins to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // In this order, because a place that waits for a request would be missing for a replay.
            await _waiting.WaitAsync(cancellationToken);
            await _places.WaitAsync(cancellationToken);
            var run = _waiting.Take();
            if (run.TryStart())
            {
                _ = run.RunAsync(_places);
            }
            else
            {
                _places.Release();
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

    /// <summary>Waits until there is room for more, or some time has passed.</summary>
    public async Task WaitForRoomAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _room.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(limit, services.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A look will not hurt.
        }
    }

    private static void Leave(DurableRun run)
    {
        run.Leave();
        EndUnstarted(run);
    }

    private static void EndUnstarted(DurableRun run)
    {
        if (run.TryStart())
        {
            _ = run.EndAsync();
        }
    }

    private void Begin(DurableRun run, IRequestStore store)
    {
        Interlocked.Add(ref _bytes, run.Bytes);
        NoteExpiry(run);
        _ = RemoveAtEndAsync(run, store);
        if (_isLeaving)
        {
            Leave(run);
        }
        else
        {
            _waiting.Add(run);
        }
    }

    /// <summary>The request was this front door's own before, and what ran then has not quite ended.</summary>
    private async Task BeginLaterAsync(DurableRun run, IRequestStore store)
    {
        while (!TryAdd(run))
        {
            if (Find(run.Request.Id) is { } older)
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

    private bool TryAdd(DurableRun run)
    {
        var isAdded = _open.TryAdd(run.Request.Id, run);
        if (isAdded)
        {
            Interlocked.Increment(ref _count);
        }

        return isAdded;
    }

    private void Remove(DurableRun run)
    {
        if (_open.TryRemove(KeyValuePair.Create(run.Request.Id, run)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private async Task RemoveAtEndAsync(DurableRun run, IRequestStore store)
    {
        await run.Ended;
        Remove(run);
        Interlocked.Add(ref _bytes, -run.Bytes);
        if (run.HasOutcome && run.Request.Callback is not null)
        {
            callbacks.Add(run.Request.Id, store, run.Stamp);
        }

        if (HasRoom)
        {
            _room.Writer.TryWrite(true);
        }
    }
}
