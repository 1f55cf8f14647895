namespace OrleansDrpc.Storage.Tests;

public abstract partial class RequestStoreContract
{
    [Fact]
    public async Task AddDeadLetter_Call_IsThereWholeAndNobodysToRun()
    {
        var store = await OpenAsync(DyingLease);
        var letter = Requests.CallLetter("an argument\0 \U0001F600");

        Assert.True(await store.AddDeadLetterAsync(letter, CancellationToken.None).Within("a letter to be recorded"));

        Requests.AssertSame(letter, await store.FindAsync(letter.Request.Id));
        Assert.Equal([letter.Request.Id], await store.ListIdsAsync(new RequestFilter(RequestStatus.DeadLetter)));
        Requests.AssertSame(
            letter with { Request = letter.Request with { Argument = "" } },
            Assert.Single(await store.ListAsync(new RequestFilter(Function: letter.Request.Function), CancellationToken.None)));

        // What is due is taken over before the letter would be.
        var due = await store.AddAsync();
        store = await ReopenAsync(store);
        Requests.AssertSame(letter, await store.FindAsync(letter.Request.Id));
        Assert.Equal(due.Id, Assert.Single(await TakeOverAsync(store, 1)).Request.Id);
        Assert.Empty(await store.TakeOverAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task AddDeadLetter_IdThatIsThere_IsRefused()
    {
        var store = await OpenAsync();
        var open = await store.AddAsync();
        var letter = Requests.CallLetter();
        Assert.True(await store.AddDeadLetterAsync(letter, CancellationToken.None));

        Assert.False(await store.AddDeadLetterAsync(letter with { Attempts = [] }, CancellationToken.None));
        Assert.False(await store.AddDeadLetterAsync(letter with { Request = letter.Request with { Id = open.Id } }, CancellationToken.None));

        Requests.AssertSame(letter, await store.FindAsync(letter.Request.Id));
        Assert.Equal(RequestStatus.Open, (await store.FindAsync(open.Id)).Status);
    }

    [Fact]
    public async Task Replay_DeadLetterOfACall_RunsAsARequest()
    {
        var store = await OpenAsync(DyingLease);
        var letter = Requests.CallLetter("an argument");
        await store.AddDeadLetterAsync(letter, CancellationToken.None);

        var replayed = await store.ReplayAsync(letter.Request.Id, Requests.At(100), CancellationToken.None);

        var expected = letter with { Request = letter.Request with { Expires = Requests.At(100) }, Status = RequestStatus.Open, Outcome = null };
        Requests.AssertSame(expected, replayed!);
        store = await ReopenAsync(store);
        Requests.AssertSame(expected, Assert.Single(await TakeOverAsync(store, 1)));
        var outcome = Requests.Answer("the answer", 50);
        Assert.True(await store.FinishAsync(letter.Request.Id, outcome, CancellationToken.None));
        Requests.AssertSame(expected with { Status = RequestStatus.Succeeded, Outcome = outcome }, await store.FindAsync(letter.Request.Id));
        Assert.Equal(0, await store.TrimDeadLettersAsync("exclaim", 0, CancellationToken.None));
        Assert.Equal(1, await store.PurgeAsync(Requests.At(60), CancellationToken.None));
    }

    [Fact]
    public async Task TrimDeadLetters_MoreThanAreKept_ForgetsThoseOfTheFunctionsCallsThatEndedFirst()
    {
        var store = await OpenAsync(DyingLease);
        var submitted = await store.AddEndedAsync(Requests.Failure(RequestStatus.DeadLetter));
        var other = Requests.CallLetter();
        other = other with { Request = other.Request with { Function = "other" } };
        await store.AddDeadLetterAsync(other, CancellationToken.None);
        List<StoredRequest> letters = [];
        for (var i = 0; i < 10; i++)
        {
            letters.Add(Requests.CallLetter(second: 10 - i));
            await store.AddDeadLetterAsync(letters[i], CancellationToken.None);
        }

        Assert.Equal(7, await store.TrimDeadLettersAsync("exclaim", 3, CancellationToken.None));

        Assert.Equal(0, await store.TrimDeadLettersAsync("exclaim", 3, CancellationToken.None));
        HashSet<RequestId> kept = [.. letters.Take(3).Select(letter => letter.Request.Id), submitted.Id, other.Request.Id];
        Assert.Equal(kept, (await store.ListIdsAsync(new RequestFilter())).ToHashSet());
        store = await ReopenAsync(store);
        Assert.Equal(kept, (await store.ListIdsAsync(new RequestFilter())).ToHashSet());
        Assert.Equal(3, await store.TrimDeadLettersAsync("exclaim", 0, CancellationToken.None));
        Assert.Equal([submitted.Id, other.Request.Id], (await store.ListIdsAsync(new RequestFilter())).ToHashSet());
    }
}
