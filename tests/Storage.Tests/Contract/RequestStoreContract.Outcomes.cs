namespace OrleansDrpc.Storage.Tests;

public abstract partial class RequestStoreContract
{
    [Theory]
    [InlineData((int)RequestStatus.Succeeded)]
    [InlineData((int)RequestStatus.Failed)]
    [InlineData((int)RequestStatus.Cancelled)]
    [InlineData((int)RequestStatus.DeadLetter)]
    public async Task Finish_OpenRequest_HasTheOutcomeForEver(int code)
    {
        var status = (RequestStatus)code;
        var outcome = status == RequestStatus.Succeeded ? Requests.Answer("a!", 2) : Requests.Failure(status, 2);
        var store = await OpenAsync(DyingLease);
        var request = await store.AddEndedAsync(outcome);
        Assert.False(await store.FinishAsync(request.Id, Requests.Answer("another"), CancellationToken.None));
        Assert.False(await store.CancelAsync(request.Id, CancellationToken.None));

        var expected = new StoredRequest(request, status, IsCancelled: false, [], outcome, CallbackState.None, 0);
        Requests.AssertSame(expected, await store.FindAsync(request.Id));
        store = await ReopenAsync(store);
        Requests.AssertSame(expected, await store.FindAsync(request.Id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.75)]
    [InlineData(1.0 / 3)]
    public async Task Finish_AnswerInPart_KeepsItsCoverage(double coverage)
    {
        var store = await OpenAsync(DyingLease);
        var request = await store.AddEndedAsync(Requests.Answer() with { Coverage = coverage });

        Assert.Equal(coverage, (await store.FindAsync(request.Id)).Outcome?.Coverage);
        store = await ReopenAsync(store);
        Assert.Equal(coverage, (await store.FindAsync(request.Id)).Outcome?.Coverage);
        Assert.Equal(coverage, Assert.Single(await store.ListAsync(new RequestFilter(), CancellationToken.None)).Outcome?.Coverage);
    }

    [Fact]
    public async Task Finish_UnknownRequest_IsRefused()
    {
        var store = await OpenAsync();

        Assert.False(await store.FinishAsync(RequestId.New(), Requests.Answer(), CancellationToken.None));
    }

    [Fact]
    public async Task FinishAndCancel_ByManyAtOnce_OneOutcome()
    {
        var store = await OpenAsync();
        for (var round = 0; round < 10; round++)
        {
            var request = await store.AddAsync();
            var cancels = Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.CancelAsync(request.Id, CancellationToken.None))).ToList();
            var finishes = Enumerable.Range(0, 16).Select(i => Task.Run(() => store.FinishAsync(request.Id, OutcomeOf(i), CancellationToken.None)));
            var recorded = await Task.WhenAll(finishes).Within("16 outcomes of one request");
            await Task.WhenAll(cancels).Within("the cancellations");

            var winner = Assert.Single(Enumerable.Range(0, 16), i => recorded[i]);
            Assert.Equal(OutcomeOf(winner), (await store.FindAsync(request.Id)).Outcome);
        }

        static FinalOutcome OutcomeOf(int i) => i % 2 == 0 ? Requests.Answer($"answer {i}", i) : Requests.Failure(RequestStatus.Cancelled, i);
    }

    [Fact]
    public async Task Cancel_OpenRequest_OwnerLearnsOfItUntilItEnds()
    {
        var store = await OpenAsync();
        var request = await store.AddAsync();
        await store.AddAsync();
        Assert.Empty((await store.RenewAsync(CancellationToken.None)).Cancelled);

        Assert.True(await store.CancelAsync(request.Id, CancellationToken.None));
        Assert.True(await store.CancelAsync(request.Id, CancellationToken.None));

        Assert.True((await store.FindAsync(request.Id)).IsCancelled);
        Assert.Equal(RequestStatus.Open, (await store.FindAsync(request.Id)).Status);
        for (var i = 0; i < 2; i++)
        {
            var renewed = await store.RenewAsync(CancellationToken.None);
            Assert.True(renewed.StillOwned);
            Assert.Equal([request.Id], renewed.Cancelled);
        }

        Assert.True(await store.FinishAsync(request.Id, Requests.Failure(RequestStatus.Cancelled), CancellationToken.None));
        Assert.Empty((await store.RenewAsync(CancellationToken.None)).Cancelled);
        Assert.True((await store.FindAsync(request.Id)).IsCancelled);
    }

    [Fact]
    public async Task Cancel_BeforeTheDeath_NewOwnerSees()
    {
        var store = await OpenAsync(DyingLease);
        var request = await store.AddAsync();
        await store.CancelAsync(request.Id, CancellationToken.None);

        store = await ReopenAsync(store);

        Assert.True(Assert.Single(await TakeOverAsync(store, 1)).IsCancelled);
        Assert.Equal([request.Id], (await store.RenewAsync(CancellationToken.None)).Cancelled);
    }

    [Fact]
    public async Task Cancel_UnknownRequest_IsRefused()
    {
        var store = await OpenAsync();

        Assert.False(await store.CancelAsync(RequestId.New(), CancellationToken.None));
    }
}
