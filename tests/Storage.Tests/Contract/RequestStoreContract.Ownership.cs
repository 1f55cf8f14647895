namespace OrleansDrpc.Storage.Tests;

public abstract partial class RequestStoreContract
{
    [Fact]
    public async Task TakeOver_WhileTheOwnerLives_IsEmpty()
    {
        var store = await OpenAsync();
        await store.AddAsync();

        Assert.Empty(await store.TakeOverAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task TakeOver_AfterTheDeath_HandsOutOpenRequestsWhole()
    {
        var store = await OpenAsync(DyingLease);
        var old = await store.AddAsync(Requests.New("old", key: "key", second: 1));
        await store.StartAttemptAsync(old.Id, 1, Requests.At(1), CancellationToken.None);
        var expected = await store.FindAsync(old.Id);
        await store.AddAsync(Requests.New("new", second: 2));
        await store.AddEndedAsync(Requests.Answer());
        store = await ReopenAsync(store);

        var taken = await TakeOverAsync(store, 2, atOnce: 1);

        Requests.AssertSame(expected, taken[0]);
        Assert.Equal("new", taken[1].Request.Argument);
        Assert.Empty(await store.TakeOverAsync(10, CancellationToken.None));
        Assert.True(await store.FinishAsync(old.Id, Requests.Answer(), CancellationToken.None));
    }

    [Fact]
    public async Task TakeOver_ByManyAtOnce_EachByOne()
    {
        var dying = await OpenAsync(DyingLease);
        HashSet<RequestId> added = [];
        for (var i = 0; i < 60; i++)
        {
            added.Add((await dying.AddAsync(Requests.New(second: i))).Id);
        }

        List<IRequestStore> takers = [await ReopenAsync(dying)];
        while (IsShared && takers.Count < 3)
        {
            takers.Add(await OpenAsync());
        }

        List<RequestId> taken = [];
        for (var started = TimeProvider.System.GetTimestamp(); taken.Count < 60 && TimeProvider.System.GetElapsedTime(started) < Waits.Limit;)
        {
            var calls = takers.SelectMany(taker => Enumerable.Repeat(taker, 4)).Select(taker => Task.Run(() => taker.TakeOverAsync(3, CancellationToken.None)));
            taken.AddRange((await Task.WhenAll(calls).Within("takeovers")).SelectMany(requests => requests).Select(request => request.Request.Id));
        }

        Assert.Equal(60, taken.Count);
        Assert.Equal(added, taken.ToHashSet());
    }

    [Fact]
    public async Task NotTakenOver_AfterTheDeath_CannotBeChanged()
    {
        var store = await OpenAsync(DyingLease);
        var request = await store.AddAsync();
        store = await ReopenAsync(store);

        await AssertNotTheOwnerAsync(store, request.Id);

        Assert.Equal(RequestStatus.Open, (await store.FindAsync(request.Id)).Status);
    }

    [Fact]
    public async Task Release_EverythingOwned_IsHandedOutAtOnce()
    {
        var store = await OpenAsync();
        var request = await store.AddAsync();
        var callback = await store.AddEndedAsync(Requests.Answer("a!"), Requests.New(second: 1, callback: "http://127.0.0.1/done"));

        await store.ReleaseAsync(CancellationToken.None);

        await AssertNotTheOwnerAsync(store, request.Id);
        var taker = IsShared ? await OpenAsync() : store;
        var taken = await taker.TakeOverAsync(10, CancellationToken.None);
        Assert.Equal([request.Id, callback.Id], taken.Select(one => one.Request.Id));
        Assert.True(await taker.FinishAsync(request.Id, Requests.Answer(), CancellationToken.None));
    }

    [Fact]
    public async Task Shared_RequestsOfAnother_CanOnlyBeReadAndCancelled()
    {
        Assert.SkipUnless(IsShared, "Only one front door at a time can open this store.");
        var owner = await OpenAsync();
        var other = await OpenAsync();
        var request = await owner.AddAsync();

        await AssertNotTheOwnerAsync(other, request.Id);
        Assert.Equal(request.Id, (await other.FindAsync(request.Id)).Request.Id);
        Assert.True(await other.CancelAsync(request.Id, CancellationToken.None));

        Assert.Empty((await other.RenewAsync(CancellationToken.None)).Cancelled);
        Assert.Equal([request.Id], (await owner.RenewAsync(CancellationToken.None)).Cancelled);
    }

    [Fact]
    public async Task Shared_LeaseRunOut_OldOwnerHasLostAll()
    {
        Assert.SkipUnless(IsShared, "Only one front door at a time can open this store.");
        var late = await OpenAsync(ShortLease);
        var request = await late.AddAsync();
        var other = await OpenAsync();

        await TakeOverAsync(other, 1);

        await AssertNotTheOwnerAsync(late, request.Id);
        Assert.False((await late.RenewAsync(CancellationToken.None)).StillOwned);
        Assert.Empty(await late.TakeOverAsync(10, CancellationToken.None));
        Assert.True(await other.FinishAsync(request.Id, Requests.Answer(), CancellationToken.None));
    }

    private static async Task AssertNotTheOwnerAsync(IRequestStore store, RequestId id)
    {
        var failed = new AttemptRecord(1, Requests.At(1), Requests.At(2), SiloLost);
        Assert.False(await store.StartAttemptAsync(id, 1, Requests.At(1), CancellationToken.None));
        Assert.False(await store.FailAttemptAsync(id, failed, CancellationToken.None));
        Assert.False(await store.FinishAsync(id, Requests.Answer(), CancellationToken.None));
        Assert.False(await store.RecordCallbackAsync(id, CallbackState.Delivered, 1, CancellationToken.None));
    }
}
