namespace OrleansDrpc.Storage.Tests;

public abstract partial class RequestStoreContract
{
    private static readonly DrpcFailure SiloLost = new(DrpcFailureCode.SiloLost, "A silo died.");

    [Fact]
    public async Task Attempts_OneAfterAnother_AreKept()
    {
        var store = await OpenAsync(DyingLease);
        var request = await store.AddAsync();
        Assert.True(await store.StartAttemptAsync(request.Id, 1, Requests.At(1), CancellationToken.None));
        Assert.Equal([new AttemptRecord(1, Requests.At(1), null, null)], (await store.FindAsync(request.Id)).Attempts);

        var first = new AttemptRecord(1, Requests.At(1), Requests.At(2), SiloLost);
        Assert.True(await store.FailAttemptAsync(request.Id, first, CancellationToken.None));
        Assert.True(await store.StartAttemptAsync(request.Id, 2, Requests.At(3), CancellationToken.None));
        Assert.Equal([first, new AttemptRecord(2, Requests.At(3), null, null)], (await store.FindAsync(request.Id)).Attempts);

        var second = new AttemptRecord(2, Requests.At(3), Requests.At(4), null);
        Assert.True(await store.FinishAsync(request.Id, Requests.Answer(attempt: second), CancellationToken.None));
        Assert.Equal([first, second], (await store.FindAsync(request.Id)).Attempts);
        Assert.Equal(Requests.Answer(), (await store.FindAsync(request.Id)).Outcome);

        store = await ReopenAsync(store);
        Assert.Equal([first, second], (await store.FindAsync(request.Id)).Attempts);
    }

    [Fact]
    public async Task Attempt_InterruptedByTheDeath_HasNoEnd()
    {
        var store = await OpenAsync(DyingLease);
        var request = await store.AddAsync();
        await store.StartAttemptAsync(request.Id, 1, Requests.At(1), CancellationToken.None);

        store = await ReopenAsync(store);
        var taken = Assert.Single(await TakeOverAsync(store, 1));
        Assert.Equal([new AttemptRecord(1, Requests.At(1), null, null)], taken.Attempts);

        Assert.True(await store.StartAttemptAsync(request.Id, 2, Requests.At(9), CancellationToken.None));
        Assert.Equal([1, 2], (await store.FindAsync(request.Id)).Attempts.Select(attempt => attempt.Number));
    }

    [Fact]
    public async Task Attempt_BegunAgain_IsReplaced()
    {
        var store = await OpenAsync();
        var request = await store.AddAsync();
        await store.StartAttemptAsync(request.Id, 1, Requests.At(1), CancellationToken.None);

        Assert.True(await store.StartAttemptAsync(request.Id, 1, Requests.At(2), CancellationToken.None));

        Assert.Equal([new AttemptRecord(1, Requests.At(2), null, null)], (await store.FindAsync(request.Id)).Attempts);
    }

    [Fact]
    public async Task Attempt_OfEndedOrUnknownRequest_IsRefused()
    {
        var store = await OpenAsync();
        var ended = await store.AddEndedAsync(Requests.Answer());
        var failed = new AttemptRecord(1, Requests.At(1), Requests.At(2), SiloLost);

        foreach (var id in (RequestId[])[ended.Id, RequestId.New()])
        {
            Assert.False(await store.StartAttemptAsync(id, 1, Requests.At(1), CancellationToken.None));
            Assert.False(await store.FailAttemptAsync(id, failed, CancellationToken.None));
        }

        Assert.Empty((await store.FindAsync(ended.Id)).Attempts);
    }
}
