namespace OrleansDrpc.Storage.Tests;

public abstract partial class RequestStoreContract
{
    [Fact]
    public async Task Replay_DeadLetter_IsOpenAgain()
    {
        var store = await OpenAsync(DyingLease);
        var attempt = new AttemptRecord(1, Requests.At(1), Requests.At(2), SiloLost);
        var request = await store.AddAsync(Requests.New("an argument", key: "key", callback: "http://127.0.0.1/done"));
        await store.CancelAsync(request.Id, CancellationToken.None);
        await store.FinishAsync(request.Id, Requests.Failure(RequestStatus.DeadLetter, attempt: attempt), CancellationToken.None);
        await store.RecordCallbackAsync(request.Id, CallbackState.Delivered, 2, CancellationToken.None);

        var replayed = await store.ReplayAsync(request.Id, Requests.At(100), CancellationToken.None);

        var expected = new StoredRequest(
            request with { Expires = Requests.At(100) }, RequestStatus.Open, IsCancelled: false, [attempt], null, CallbackState.Pending, 0);
        Requests.AssertSame(expected, replayed!);
        Requests.AssertSame(expected, await store.FindAsync(request.Id));
        Assert.Null(await store.ReplayAsync(request.Id, Requests.At(100), CancellationToken.None));

        store = await ReopenAsync(store);
        Requests.AssertSame(expected, Assert.Single(await TakeOverAsync(store, 1)));
        Assert.True(await store.StartAttemptAsync(request.Id, 2, Requests.At(3), CancellationToken.None));
        var second = new AttemptRecord(2, Requests.At(3), Requests.At(4), null);
        Assert.True(await store.FinishAsync(request.Id, Requests.Answer(attempt: second), CancellationToken.None));
        var found = await store.FindAsync(request.Id);
        Assert.Equal([attempt, second], found.Attempts);
        Assert.Equal(expected.Request, found.Request);
    }

    [Fact]
    public async Task Replay_OfWhatIsNoDeadLetter_IsNull()
    {
        var store = await OpenAsync();
        var open = await store.AddAsync();
        var succeeded = await store.AddEndedAsync(Requests.Answer());
        var failed = await store.AddEndedAsync(Requests.Failure(RequestStatus.Failed));

        foreach (var id in (RequestId[])[open.Id, succeeded.Id, failed.Id, RequestId.New()])
        {
            Assert.Null(await store.ReplayAsync(id, Requests.At(100), CancellationToken.None));
        }
    }

    [Fact]
    public async Task Replay_ByManyAtOnce_OneOpensIt()
    {
        var store = await OpenAsync();
        var request = await store.AddEndedAsync(Requests.Failure(RequestStatus.DeadLetter));

        var replays = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => store.ReplayAsync(request.Id, Requests.At(100), CancellationToken.None)))).Within("8 replays");

        Assert.Single(replays, replayed => replayed is not null);
    }

    [Fact]
    public async Task Replay_GivenUpCallback_IsDueAgain()
    {
        var store = await OpenAsync(DyingLease);
        var request = await store.AddEndedAsync(Requests.Answer("the answer"), WithCallback());
        await store.RecordCallbackAsync(request.Id, CallbackState.GivenUp, 5, CancellationToken.None);
        store = await ReopenAsync(store);

        var replayed = await store.ReplayAsync(request.Id, Requests.At(100), CancellationToken.None);

        var expected = new StoredRequest(
            request, RequestStatus.Succeeded, IsCancelled: false, [], Requests.Answer("the answer"), CallbackState.Pending, 0);
        Requests.AssertSame(expected, replayed!);
        Assert.True(await store.RecordCallbackAsync(request.Id, CallbackState.Delivered, 1, CancellationToken.None));
    }

    [Fact]
    public async Task Drop_EndedRequest_IsForgotten()
    {
        var store = await OpenAsync(DyingLease);
        var request = await store.AddEndedAsync(Requests.Failure(RequestStatus.DeadLetter), Requests.New(key: "key", callback: "http://127.0.0.1/done"));

        Assert.True(await store.DropAsync(request.Id, CancellationToken.None));

        Assert.False(await store.DropAsync(request.Id, CancellationToken.None));
        Assert.Null(await store.GetAsync(request.Id, CancellationToken.None));
        Assert.Empty(await store.ListIdsAsync(new RequestFilter()));
        var next = await store.AddAsync(Requests.New("another", key: "key"));
        store = await ReopenAsync(store);
        Assert.Equal([next.Id], await store.ListIdsAsync(new RequestFilter()));
        Assert.Equal(next.Id, Assert.Single(await TakeOverAsync(store, 1)).Request.Id);
    }

    [Fact]
    public async Task Drop_OpenOrUnknownRequest_IsRefused()
    {
        var store = await OpenAsync();
        var open = await store.AddAsync();

        Assert.False(await store.DropAsync(open.Id, CancellationToken.None));
        Assert.False(await store.DropAsync(RequestId.New(), CancellationToken.None));
        Assert.Equal(RequestStatus.Open, (await store.FindAsync(open.Id)).Status);
    }

    [Fact]
    public async Task Purge_ByAge_ForgetsWhatNobodyWaitsFor()
    {
        var store = await OpenAsync(DyingLease);
        var callbackDelivered = await store.AddEndedAsync(Requests.Answer(second: 9), WithCallback());
        await store.RecordCallbackAsync(callbackDelivered.Id, CallbackState.Delivered, 1, CancellationToken.None);
        await store.AddEndedAsync(Requests.Answer(second: 9));
        await store.AddEndedAsync(Requests.Failure(RequestStatus.Failed, 9));
        await store.AddEndedAsync(Requests.Failure(RequestStatus.Cancelled, 9));
        var callbackDue = await store.AddEndedAsync(Requests.Answer(second: 9), WithCallback());
        var callbackGivenUp = await store.AddEndedAsync(Requests.Answer(second: 9), WithCallback());
        await store.RecordCallbackAsync(callbackGivenUp.Id, CallbackState.GivenUp, 1, CancellationToken.None);
        var deadLetter = await store.AddEndedAsync(Requests.Failure(RequestStatus.DeadLetter, 9));
        var young = await store.AddEndedAsync(Requests.Answer(second: 11));
        var open = await store.AddAsync();

        Assert.Equal(4, await store.PurgeAsync(Requests.At(10), CancellationToken.None));

        Assert.Equal(0, await store.PurgeAsync(Requests.At(10), CancellationToken.None));
        HashSet<RequestId> kept = [callbackDue.Id, callbackGivenUp.Id, deadLetter.Id, young.Id, open.Id];
        Assert.Equal(kept, (await store.ListIdsAsync(new RequestFilter())).ToHashSet());
        store = await ReopenAsync(store);
        Assert.Equal(kept, (await store.ListIdsAsync(new RequestFilter())).ToHashSet());
    }
}
