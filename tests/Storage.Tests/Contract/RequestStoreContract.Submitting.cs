using System.Globalization;

namespace OrleansDrpc.Storage.Tests;

public abstract partial class RequestStoreContract
{
    [Fact]
    public async Task Add_NewRequest_IsThereAsSubmitted()
    {
        var store = await OpenAsync();
        var request = await store.AddAsync(
            Requests.New("an argument", key: "key", callback: "http://127.0.0.1/done") with { Priority = RequestPriority.Batch });

        var found = await store.FindAsync(request.Id);

        Requests.AssertSame(new StoredRequest(request, RequestStatus.Open, IsCancelled: false, [], null, CallbackState.Pending, 0), found);
    }

    [Fact]
    public async Task Add_Acknowledged_IsThereAfterTheDeath()
    {
        var store = await OpenAsync(DyingLease);
        var request = await store.AddAsync(
            Requests.New("an argument", key: "key", callback: "http://127.0.0.1/done") with { Priority = RequestPriority.Batch });
        var before = await store.FindAsync(request.Id);

        store = await ReopenAsync(store);

        Requests.AssertSame(before, await store.FindAsync(request.Id));
    }

    [Fact]
    public async Task Get_UnknownId_IsNull()
    {
        var store = await OpenAsync();

        Assert.Null(await store.GetAsync(RequestId.New(), CancellationToken.None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Add_SameKeyAndArgument_Joins(bool ended)
    {
        var store = await OpenAsync();
        var first = await store.AddAsync(Requests.New("a", key: "key"));
        if (ended)
        {
            await store.FinishAsync(first.Id, Requests.Answer("a!"), CancellationToken.None);
        }

        var second = Requests.New("a", key: "key");
        var outcome = await store.AddAsync(second, CancellationToken.None);

        Assert.Equal(AddKind.Joined, outcome.Kind);
        Requests.AssertSame(await store.FindAsync(first.Id), outcome.Existing!);
        Assert.Null(await store.GetAsync(second.Id, CancellationToken.None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Add_SameKeyAndOtherArgument_IsTaken(bool ended)
    {
        var store = await OpenAsync();
        var first = await store.AddAsync(Requests.New("a", key: "key"));
        if (ended)
        {
            await store.FinishAsync(first.Id, Requests.Answer("a!"), CancellationToken.None);
        }

        var second = Requests.New("b", key: "key");
        var outcome = await store.AddAsync(second, CancellationToken.None);

        Assert.Equal(AddKind.KeyTaken, outcome.Kind);
        Assert.Equal(first.Id, outcome.Existing!.Request.Id);
        Assert.Null(await store.GetAsync(second.Id, CancellationToken.None));
    }

    [Theory]
    [InlineData("a", false, AddKind.Joined)]
    [InlineData("a", true, AddKind.Joined)]
    [InlineData("b", false, AddKind.KeyTaken)]
    public async Task Add_SameIdAndKey_IsMetByTheKey(string argument, bool ended, object kind)
    {
        var store = await OpenAsync();
        var first = await store.AddAsync(Requests.New("a", key: "key"));
        if (ended)
        {
            await store.FinishAsync(first.Id, Requests.Answer("a!"), CancellationToken.None);
        }

        var outcome = await store.AddAsync(first with { Argument = argument }, CancellationToken.None);

        Assert.Equal((AddKind)kind, outcome.Kind);
        Requests.AssertSame(await store.FindAsync(first.Id), outcome.Existing!);
    }

    [Theory]
    [InlineData(null, null, "exclaim")]
    [InlineData(null, "key", "exclaim")]
    [InlineData("key", null, "exclaim")]
    [InlineData("key", "other", "exclaim")]
    [InlineData("key", "key", "reach")]
    public async Task Add_SameIdButNotTheSameKey_IdIsTaken(string? key, string? otherKey, string otherFunction)
    {
        var store = await OpenAsync();
        var first = await store.AddAsync(Requests.New("a", "exclaim", key: key));

        var outcome = await store.AddAsync(first with { Function = otherFunction, IdempotencyKey = otherKey }, CancellationToken.None);

        Assert.Equal(AddKind.IdTaken, outcome.Kind);
        Requests.AssertSame(await store.FindAsync(first.Id), outcome.Existing!);
        Assert.Equal(first, outcome.Existing!.Request);
    }

    [Fact]
    public async Task Add_IdOfOneRequestAndKeyOfAnother_IsMetByTheKey()
    {
        var store = await OpenAsync();
        var one = await store.AddAsync(Requests.New("a"));
        var other = await store.AddAsync(Requests.New("a", key: "key"));

        var outcome = await store.AddAsync(other with { Id = one.Id }, CancellationToken.None);

        Assert.Equal((AddKind.Joined, other.Id), (outcome.Kind, outcome.Existing?.Request.Id));
    }

    [Fact]
    public async Task Add_SameIdByManyAtOnce_OneIsAdded()
    {
        var store = await OpenAsync();
        var id = RequestId.New();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            Task.Run(() => store.AddAsync(Requests.New($"{i}") with { Id = id }, CancellationToken.None)))).Within("32 requests with one id");

        Assert.Single(outcomes, outcome => outcome.Kind == AddKind.Added);
        var found = await store.FindAsync(id);
        Assert.Equal(AddKind.Added, outcomes[int.Parse(found.Request.Argument, CultureInfo.InvariantCulture)].Kind);
        Assert.All(outcomes.Where(outcome => outcome.Kind != AddKind.Added), outcome =>
        {
            Assert.Equal(AddKind.IdTaken, outcome.Kind);
            Requests.AssertSame(found, outcome.Existing!);
        });
    }

    [Fact]
    public async Task Add_SameKeyOfOtherFunction_IsAdded()
    {
        var store = await OpenAsync();
        await store.AddAsync(Requests.New("a", "exclaim", key: "key"));

        await store.AddAsync(Requests.New("b", "reach", key: "key"));
    }

    [Fact]
    public async Task Add_SameKeyAfterTheDeath_Joins()
    {
        var store = await OpenAsync(DyingLease);
        var open = await store.AddAsync(Requests.New("a", key: "open"));
        var ended = await store.AddEndedAsync(Requests.Answer(), Requests.New("a", key: "ended"));

        store = await ReopenAsync(store);

        foreach (var first in (NewRequest[])[open, ended])
        {
            var outcome = await store.AddAsync(Requests.New("a", key: first.IdempotencyKey), CancellationToken.None);
            Assert.Equal(AddKind.Joined, outcome.Kind);
            Assert.Equal(first.Id, outcome.Existing!.Request.Id);
        }
    }

    [Fact]
    public async Task Add_SameKeyByManyAtOnce_OneIsAdded()
    {
        var store = await OpenAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ =>
            Task.Run(() => store.AddAsync(Requests.New("a", key: "key"), CancellationToken.None)))).Within("32 requests with one key");

        Assert.Single(outcomes, outcome => outcome.Kind == AddKind.Added);
        var one = Assert.Single(await store.ListIdsAsync(new RequestFilter()));
        Assert.All(outcomes.Where(outcome => outcome.Kind != AddKind.Added), outcome =>
        {
            Assert.Equal(AddKind.Joined, outcome.Kind);
            Assert.Equal(one, outcome.Existing!.Request.Id);
        });
    }
}
