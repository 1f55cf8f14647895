namespace OrleansDrpc.Storage.Tests;

/// <summary>Many callers share a write.</summary>
public sealed class GroupCommitTests
{
    [Fact]
    public async Task Add_ByManyWhileAFlushRuns_ShareTheNextOne()
    {
        var disk = new SimulatedDisk();
        await using var store = await SimulatedStore.OpenAsync(disk);
        using var flush = new HeldFlush(disk);

        var first = store.AddAsync(Requests.New(), CancellationToken.None);
        await flush.Reached.Within("the first flush");
        var others = Enumerable.Range(0, 200).Select(_ => store.AddAsync(Requests.New(), CancellationToken.None)).ToList();
        Assert.DoesNotContain(others.Prepend(first), add => add.IsCompleted);
        flush.Go();
        await Task.WhenAll(others.Prepend(first)).Within("all requests to be recorded");

        Assert.Equal(2, flush.Count);
    }

    [Fact]
    public async Task Get_WhileItsWriteIsOnTheWay_SeesNothing()
    {
        var disk = new SimulatedDisk();
        await using var store = await SimulatedStore.OpenAsync(disk);
        using var flush = new HeldFlush(disk);
        var request = Requests.New();

        var add = store.AddAsync(request, CancellationToken.None);
        await flush.Reached.Within("the flush");
        Assert.Null(await store.GetAsync(request.Id, CancellationToken.None));
        Assert.Empty(await store.ListIdsAsync(new RequestFilter()));
        flush.Go();
        await add.Within("the request to be recorded");

        Assert.NotNull(await store.GetAsync(request.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Drop_AndANewRequestOfItsIdInOneWrite_LeaveTheNewOneAlone()
    {
        var disk = new SimulatedDisk();
        await using var store = await SimulatedStore.OpenAsync(disk);
        var old = Requests.CallLetter(second: 1);
        await store.AddDeadLetterAsync(old, CancellationToken.None);
        var next = Requests.CallLetter(second: 5);
        next = next with { Request = next.Request with { Id = old.Request.Id } };
        using var flush = new HeldFlush(disk);

        // All of them wait for the flush of another one, and share the next.
        var another = store.AddAsync(Requests.New("another"), CancellationToken.None);
        await flush.Reached.Within("the flush of another one");
        var drop = store.DropAsync(old.Request.Id, CancellationToken.None);
        var add = store.AddDeadLetterAsync(next, CancellationToken.None);
        flush.Go();
        Assert.All(await Task.WhenAll(drop, add).Within("both to be recorded"), Assert.True);
        await another;

        Assert.Equal(2, flush.Count);
        Requests.AssertSame(next, await store.FindAsync(next.Request.Id));
        Assert.Equal(1, await store.TrimDeadLettersAsync("exclaim", 0, CancellationToken.None));
        Assert.Empty(await store.ListIdsAsync(new RequestFilter(RequestStatus.DeadLetter)));
        Assert.Single(await store.ListIdsAsync(new RequestFilter()));
    }
}
