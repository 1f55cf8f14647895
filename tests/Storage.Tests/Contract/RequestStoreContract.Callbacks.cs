namespace OrleansDrpc.Storage.Tests;

public abstract partial class RequestStoreContract
{
    private static NewRequest WithCallback(int second = 0) => Requests.New(second: second, callback: "http://127.0.0.1/done");

    [Theory]
    [InlineData((int)CallbackState.Delivered)]
    [InlineData((int)CallbackState.GivenUp)]
    public async Task Callback_AfterSomeTries_IsSettled(int code)
    {
        var settled = (CallbackState)code;
        var store = await OpenAsync(DyingLease);
        var request = await store.AddEndedAsync(Requests.Answer(), WithCallback());
        Assert.Equal(CallbackState.Pending, (await store.FindAsync(request.Id)).Callback);

        Assert.True(await store.RecordCallbackAsync(request.Id, CallbackState.Pending, 1, CancellationToken.None));
        Assert.Equal(1, (await store.FindAsync(request.Id)).CallbackTries);
        Assert.True(await store.RecordCallbackAsync(request.Id, settled, 2, CancellationToken.None));
        Assert.False(await store.RecordCallbackAsync(request.Id, CallbackState.Pending, 3, CancellationToken.None));

        store = await ReopenAsync(store);
        var found = await store.FindAsync(request.Id);
        Assert.Equal((settled, 2), (found.Callback, found.CallbackTries));
        Assert.Equal("a!", found.Outcome!.Answer);
    }

    [Fact]
    public async Task Callback_OfOpenRequestOrWithoutOne_IsRefused()
    {
        var store = await OpenAsync();
        var open = await store.AddAsync(WithCallback());
        var without = await store.AddEndedAsync(Requests.Answer());

        foreach (var id in (RequestId[])[open.Id, without.Id, RequestId.New()])
        {
            Assert.False(await store.RecordCallbackAsync(id, CallbackState.Delivered, 1, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Callback_DueAtTheDeath_IsTakenOverWithTheAnswer()
    {
        var store = await OpenAsync(DyingLease);
        var due = await store.AddEndedAsync(Requests.Answer("the answer"), WithCallback());
        await store.RecordCallbackAsync(due.Id, CallbackState.Pending, 3, CancellationToken.None);
        var done = await store.AddEndedAsync(Requests.Answer(), WithCallback(1));
        await store.RecordCallbackAsync(done.Id, CallbackState.Delivered, 1, CancellationToken.None);

        store = await ReopenAsync(store);

        var taken = Assert.Single(await TakeOverAsync(store, 1));
        Assert.Equal(due, taken.Request);
        Assert.Equal("the answer", taken.Outcome!.Answer);
        Assert.Equal((CallbackState.Pending, 3), (taken.Callback, taken.CallbackTries));
        Assert.True(await store.RecordCallbackAsync(due.Id, CallbackState.Delivered, 4, CancellationToken.None));
        Assert.Empty(await store.TakeOverAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Callback_OfAnOutcomeThatWasReplayed_IsNotRecordedForTheNewOne()
    {
        var store = await OpenAsync();
        var request = await store.AddEndedAsync(Requests.Failure(RequestStatus.DeadLetter, 5), WithCallback());
        Assert.NotNull(await store.ReplayAsync(request.Id, Requests.At(100), CancellationToken.None));
        Assert.True(await store.FinishAsync(request.Id, Requests.Answer(second: 7), CancellationToken.None));

        Assert.False(await store.RecordCallbackAsync(request.Id, Requests.At(5), CallbackState.Delivered, 1, CancellationToken.None));
        Assert.Equal((CallbackState.Pending, 0), ((await store.FindAsync(request.Id)).Callback, (await store.FindAsync(request.Id)).CallbackTries));
        Assert.True(await store.RecordCallbackAsync(request.Id, Requests.At(7), CallbackState.Delivered, 1, CancellationToken.None));
    }

    [Fact]
    public async Task List_ByGivenUpCallbacks_OnlyThose()
    {
        var store = await OpenAsync();
        var givenUp = await store.AddEndedAsync(Requests.Answer(), WithCallback());
        await store.RecordCallbackAsync(givenUp.Id, CallbackState.GivenUp, 5, CancellationToken.None);
        var pending = await store.AddEndedAsync(Requests.Answer(), WithCallback(1));
        var without = await store.AddAsync(Requests.New(second: 2));

        Assert.Equal([givenUp.Id], await store.ListIdsAsync(new RequestFilter(CallbackGivenUp: true)));
        Assert.Equal([without.Id, pending.Id], await store.ListIdsAsync(new RequestFilter(CallbackGivenUp: false)));
    }
}
