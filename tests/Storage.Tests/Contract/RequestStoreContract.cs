namespace OrleansDrpc.Storage.Tests;

/// <summary>What every store must do. A store has one test class, derived from this one, that says how it is made and how it dies.</summary>
public abstract partial class RequestStoreContract : IAsyncLifetime
{
    /// <summary>The lease of stores that live through their test.</summary>
    private protected static readonly TimeSpan LongLease = TimeSpan.FromMinutes(5);

    /// <summary>The lease of stores that lose it in their test.</summary>
    private protected static readonly TimeSpan ShortLease = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<IRequestStore, OwnerId> _stores = [];

    /// <summary>The lease of stores that die in their test.</summary>
    private protected virtual TimeSpan DyingLease => ShortLease;

    /// <summary>Several front doors may have the same store open at once.</summary>
    private protected abstract bool IsShared { get; }

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var store in _stores.Keys)
        {
            await store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A store on this test's own place; each call is another front door on the same place.</summary>
    private protected abstract IRequestStore Create();

    /// <summary>Ends a store as the death of its process does: nothing is written or handed over any more.</summary>
    private protected abstract ValueTask KillAsync(IRequestStore store);

    private protected OwnerId OwnerOf(IRequestStore store) => _stores[store];

    private protected async Task<IRequestStore> OpenAsync(TimeSpan? lease = null)
    {
        var store = Create();
        var owner = _stores[store] = OwnerId.New();
        await store.OpenAsync(owner, lease ?? LongLease, CancellationToken.None).Within("the store to open");
        return store;
    }

    /// <summary>The store after the abrupt end of the one that had it open, by a new owner.</summary>
    private protected async Task<IRequestStore> ReopenAsync(IRequestStore dying)
    {
        await KillAsync(dying);
        return await OpenAsync();
    }

    /// <summary>Takes over until there are as many as expected; a lease must run out first where stores are shared.</summary>
    private protected static async Task<List<StoredRequest>> TakeOverAsync(IRequestStore store, int expected, int atOnce = 1000)
    {
        List<StoredRequest> taken = [];
        var started = TimeProvider.System.GetTimestamp();
        while (taken.Count < expected && TimeProvider.System.GetElapsedTime(started) < Waits.Limit)
        {
            var more = await store.TakeOverAsync(atOnce, CancellationToken.None).Within("a takeover");
            Assert.True(more.Count <= atOnce, $"{more.Count} requests were handed out where {atOnce} was the limit.");
            taken.AddRange(more);
            if (more.Count == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }

        Assert.Equal(expected, taken.Count);
        return taken;
    }
}
