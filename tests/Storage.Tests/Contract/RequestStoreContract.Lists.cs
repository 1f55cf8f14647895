namespace OrleansDrpc.Storage.Tests;

public abstract partial class RequestStoreContract
{
    [Fact]
    public async Task List_WithoutFilter_NewestFirst()
    {
        var store = await OpenAsync();
        var middle = await store.AddAsync(Requests.New(second: 2));
        var newest = await store.AddAsync(Requests.New(second: 3));
        var oldest = await store.AddAsync(Requests.New(second: 1));

        Assert.Equal([newest.Id, middle.Id, oldest.Id], await store.ListIdsAsync(new RequestFilter()));
    }

    [Fact]
    public async Task List_OpenAndEnded_LeavesOnlyTextsOut()
    {
        var store = await OpenAsync();
        var attempt = new AttemptRecord(1, Requests.At(1), Requests.At(2), null);
        await store.AddEndedAsync(Requests.Answer(attempt: attempt), Requests.New(key: "key", callback: "http://127.0.0.1/done"));
        var open = await store.AddAsync(Requests.New());
        await store.StartAttemptAsync(open.Id, 1, Requests.At(3), CancellationToken.None);

        var listed = await store.ListAsync(new RequestFilter(), CancellationToken.None);

        Assert.Equal(2, listed.Count);
        foreach (var request in listed)
        {
            var whole = await store.FindAsync(request.Request.Id);
            var expected = whole with
            {
                Request = whole.Request with { Argument = "" },
                Outcome = whole.Outcome is { } outcome ? outcome with { Answer = null } : null,
            };
            Requests.AssertSame(expected, request);
        }
    }

    [Fact]
    public async Task List_ByStatus_OnlyThose()
    {
        var store = await OpenAsync();
        var open = await store.AddAsync();
        var succeeded = await store.AddEndedAsync(Requests.Answer());
        var failed = await store.AddEndedAsync(Requests.Failure(RequestStatus.Failed));
        var cancelled = await store.AddEndedAsync(Requests.Failure(RequestStatus.Cancelled));
        var dead = await store.AddEndedAsync(Requests.Failure(RequestStatus.DeadLetter));

        Assert.Equal([open.Id], await store.ListIdsAsync(new RequestFilter(RequestStatus.Open)));
        Assert.Equal([succeeded.Id], await store.ListIdsAsync(new RequestFilter(RequestStatus.Succeeded)));
        Assert.Equal([failed.Id], await store.ListIdsAsync(new RequestFilter(RequestStatus.Failed)));
        Assert.Equal([cancelled.Id], await store.ListIdsAsync(new RequestFilter(RequestStatus.Cancelled)));
        Assert.Equal([dead.Id], await store.ListIdsAsync(new RequestFilter(RequestStatus.DeadLetter)));
    }

    [Fact]
    public async Task List_ByFunctionAndStatus_OnlyThose()
    {
        var store = await OpenAsync();
        await store.AddAsync(Requests.New(function: "exclaim"));
        var wanted = await store.AddAsync(Requests.New(function: "reach"));
        var ended = await store.AddEndedAsync(Requests.Answer(), Requests.New(function: "reach", second: 1));

        Assert.Equal([wanted.Id], await store.ListIdsAsync(new RequestFilter(RequestStatus.Open, "reach")));
        Assert.Equal([ended.Id, wanted.Id], await store.ListIdsAsync(new RequestFilter(Function: "reach")));
        Assert.Empty(await store.ListIdsAsync(new RequestFilter(Function: "REACH")));
    }

    [Fact]
    public async Task List_ByPages_MeetsEachOnce()
    {
        var store = await OpenAsync();
        HashSet<RequestId> added = [];
        for (var i = 0; i < 25; i++)
        {
            // Many of the same time, so that the id must decide.
            added.Add((await store.AddAsync(Requests.New(second: i / 10))).Id);
        }

        List<StoredRequest> met = [];
        IReadOnlyList<StoredRequest> page;
        do
        {
            var last = met.LastOrDefault()?.Request;
            page = await store.ListAsync(new RequestFilter(Before: last is null ? null : (last.Submitted, last.Id), Limit: 4), CancellationToken.None);
            Assert.True(page.Count <= 4, "A page is longer than its limit.");
            met.AddRange(page);
        }
        while (page.Count > 0);

        Assert.Equal(25, met.Count);
        Assert.Equal(added, met.Select(request => request.Request.Id).ToHashSet());
        Assert.Equal(met.Select(request => request.Request.Submitted).OrderDescending(), met.Select(request => request.Request.Submitted));
    }

    [Fact]
    public async Task List_AfterTheDeath_IsTheSame()
    {
        var store = await OpenAsync(DyingLease);
        for (var i = 0; i < 10; i++)
        {
            var request = await store.AddAsync(Requests.New(second: i));
            if (i % 2 == 0)
            {
                await store.FinishAsync(request.Id, Requests.Answer(), CancellationToken.None);
            }
        }

        var before = await store.ListAsync(new RequestFilter(), CancellationToken.None);
        store = await ReopenAsync(store);
        var after = await store.ListAsync(new RequestFilter(), CancellationToken.None);

        Assert.Equal(10, after.Count);
        Assert.All(before.Zip(after), pair => Requests.AssertSame(pair.First, pair.Second));
    }
}
