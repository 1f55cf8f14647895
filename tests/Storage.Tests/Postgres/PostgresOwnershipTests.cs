namespace OrleansDrpc.Storage.Tests;

public sealed class PostgresOwnershipTests(SharedPostgres postgres) : IAsyncLifetime
{
    private const string OwnedByTheDead = """
        SELECT count(*) FROM drpc.requests r WHERE r.status = 0
            AND NOT EXISTS (SELECT FROM drpc.owners o WHERE o.number = r.owner AND o.lease_until > clock_timestamp())
        """;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly List<PostgresRequestStore> _stores = [];
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await (await postgres.GetAsync()).CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task TakeOver_LeaseNotRenewed_WithinTenSeconds()
    {
        var dead = await OpenAsync(TimeSpan.FromSeconds(3));
        var request = await dead.AddAsync();
        var died = TimeProvider.System.GetTimestamp();
        var other = await OpenAsync();

        var taken = await TakeOverAsync(other, 1);

        Assert.Equal(request.Id, taken[0].Request.Id);
        Assert.InRange(TimeProvider.System.GetElapsedTime(died), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task TakeOver_LeaseRenewed_Nothing()
    {
        var living = await OpenAsync(Short);
        await living.AddAsync();
        var other = await OpenAsync();
        var started = TimeProvider.System.GetTimestamp();

        // For longer than the lease that it had at first.
        while (TimeProvider.System.GetElapsedTime(started) < Short * 3)
        {
            Assert.True((await living.RenewAsync(CancellationToken.None)).StillOwned, "The lease ran out between two renewals right after one another.");
            Assert.Empty(await other.TakeOverAsync(10, CancellationToken.None));
        }
    }

    [Fact]
    public async Task OldOwner_AfterItWakesUp_IsFencedAndBeginsAnew()
    {
        var sleeper = await OpenAsync(Short);
        var lost = await sleeper.AddAsync();
        Assert.True(await sleeper.StartAttemptAsync(lost.Id, 1, Requests.At(1), CancellationToken.None));
        var other = await OpenAsync();
        await TakeOverAsync(other, 1);
        Assert.True(await other.StartAttemptAsync(lost.Id, 2, Requests.At(2), CancellationToken.None));

        Assert.False(await sleeper.FinishAsync(lost.Id, Requests.Answer("late"), CancellationToken.None));
        Assert.False((await sleeper.RenewAsync(CancellationToken.None)).StillOwned);
        Assert.False(await sleeper.FinishAsync(lost.Id, Requests.Answer("late"), CancellationToken.None));
        var next = await sleeper.AddAsync();

        Assert.True((await sleeper.RenewAsync(CancellationToken.None)).StillOwned);
        Assert.True(await sleeper.FinishAsync(next.Id, Requests.Answer(), CancellationToken.None));
        Assert.True(await other.FinishAsync(lost.Id, Requests.Answer("right"), CancellationToken.None));
        Assert.Equal("right", (await sleeper.FindAsync(lost.Id)).Outcome!.Answer);
    }

    [Fact]
    public async Task LeaseOver_NotTakenYet_OldOwnerMustTakeOverItself()
    {
        var sleeper = await OpenAsync(Short);
        var request = await sleeper.AddAsync();
        var other = await OpenAsync();
        await LeaseOverAsync();

        Assert.False(await sleeper.StartAttemptAsync(request.Id, 1, Requests.At(1), CancellationToken.None));
        Assert.False(await sleeper.FinishAsync(request.Id, Requests.Answer(), CancellationToken.None));
        Assert.Empty(await sleeper.TakeOverAsync(10, CancellationToken.None));
        Assert.False((await sleeper.RenewAsync(CancellationToken.None)).StillOwned);
        Assert.Equal(request.Id, Assert.Single(await sleeper.TakeOverAsync(10, CancellationToken.None)).Request.Id);
        Assert.Empty(await other.TakeOverAsync(10, CancellationToken.None));
        Assert.True(await sleeper.FinishAsync(request.Id, Requests.Answer(), CancellationToken.None));
    }

    [Fact]
    public async Task TakeOver_BySeveralFrontDoorsAtOnce_EachRequestByOne()
    {
        List<RequestId> added = [];
        for (var dying = 0; dying < 3; dying++)
        {
            var store = await OpenAsync();
            for (var i = 0; i < 200; i++)
            {
                added.Add((await store.AddAsync(Requests.New(second: i))).Id);
            }

            await store.ReleaseAsync(CancellationToken.None);
        }

        List<PostgresRequestStore> takers = [];
        while (takers.Count < 4)
        {
            takers.Add(await OpenAsync());
        }

        var taken = await Task.WhenAll(takers.SelectMany(taker => Enumerable.Repeat(taker, 3)).Select(taker => Task.Run(() => TakeAllAsync(taker))))
            .Within("600 requests to be taken over");

        Assert.Equal(added.Select(id => id.Value).Order(), taken.SelectMany(ids => ids).Select(id => id.Value).Order());

        async Task<List<RequestId>> TakeAllAsync(PostgresRequestStore taker)
        {
            List<RequestId> ids = [];
            while (await PostgresServer.ScalarAsync<long>(_database, OwnedByTheDead) > 0)
            {
                foreach (var request in await taker.TakeOverAsync(20, CancellationToken.None))
                {
                    Assert.True(await taker.StartAttemptAsync(request.Request.Id, 1, Requests.At(1), CancellationToken.None));
                    ids.Add(request.Request.Id);
                }
            }

            return ids;
        }
    }

    [Fact]
    public async Task RenewAndTakeOver_AtTheEndOfALease_OneOfThem()
    {
        var other = await OpenAsync();
        for (var round = 0; round < 10; round++)
        {
            var late = await OpenAsync(TimeSpan.FromMilliseconds(100 + (10 * round)));
            var request = await late.AddAsync();
            IReadOnlyList<StoredRequest> taken = [];
            bool isStillOwned;
            do
            {
                // Both at once, over and over, with pauses near the lease's length, so that it ends in the middle of them.
                await Task.Delay(TimeSpan.FromMilliseconds(98 + (10 * round)), TimeProvider.System);
                var takeOver = Task.Run(() => other.TakeOverAsync(10, CancellationToken.None));
                isStillOwned = (await late.RenewAsync(CancellationToken.None).Within("a renewal")).StillOwned;
                taken = await takeOver.Within("a takeover");
                Assert.True(!isStillOwned || taken.Count == 0, "The lease was renewed although the request was taken over.");
            }
            while (isStillOwned);

            await other.TakeOverAsync(10, CancellationToken.None);
            Assert.False(await late.FinishAsync(request.Id, Requests.Answer("late"), CancellationToken.None));
            Assert.True(await other.FinishAsync(request.Id, Requests.Answer(), CancellationToken.None));
        }
    }

    private async Task<PostgresRequestStore> OpenAsync(TimeSpan? lease = null)
    {
        var store = await Stores.OpenAsync(_database, lease);
        _stores.Add(store);
        return store;
    }

    private async Task LeaseOverAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await PostgresServer.ScalarAsync<long>(_database, OwnedByTheDead) == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Waits.Limit, $"Waited {Waits.Limit} for a lease to be over.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private async Task<IReadOnlyList<StoredRequest>> TakeOverAsync(PostgresRequestStore store, int expected)
    {
        await LeaseOverAsync();
        var taken = await store.TakeOverAsync(10, CancellationToken.None).Within("a takeover");
        Assert.Equal(expected, taken.Count);
        return taken;
    }
}
