using System.Text;

namespace OrleansDrpc.Storage.Tests;

public abstract partial class RequestStoreContract
{
    [Fact]
    public async Task Texts_OfAllUnicode_ComeBack()
    {
        var text = string.Concat(Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(scalar => new Rune(scalar).ToString()));

        await TextComesBackAsync(text, text);
    }

    [Fact]
    public async Task Texts_OfMebibytes_ComeBack() => await TextComesBackAsync(new string('x', 1 << 20), new string('ж', 1 << 20));

    [Fact]
    public async Task Texts_Empty_ComeBack() => await TextComesBackAsync("", "");

    [Fact]
    public async Task Failure_WithEverything_ComesBack()
    {
        var store = await OpenAsync(DyingLease);
        var request = await store.AddAsync();
        var failure = new DrpcFailure(
            DrpcFailureCode.Overloaded, "\0 Zu viel zu tun: 𝄞", request.Id, "stage\0 \"1\"", TimeSpan.FromMilliseconds(1250));
        var attempt = new AttemptRecord(1, Requests.At(1), Requests.At(2), failure);
        await store.FinishAsync(
            request.Id, new FinalOutcome(RequestStatus.Failed, Requests.At(3), null, failure, attempt), CancellationToken.None);

        store = await ReopenAsync(store);

        var found = await store.FindAsync(request.Id);
        Assert.Equal(failure, found.Outcome!.Failure);
        Assert.Equal([attempt], found.Attempts);
    }

    [Fact]
    public async Task TenThousandRequests_AddedByMany_AreAllThereAfterTheDeath()
    {
        var store = await OpenAsync(DyingLease);
        var requests = Enumerable.Range(0, 10_000).Select(i => Requests.New($"argument {i}", second: i)).ToList();
        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (request, token) => await store.AddAsync(request, token)).Within("10,000 requests to be recorded");

        store = await ReopenAsync(store);

        var taken = await TakeOverAsync(store, requests.Count);
        Assert.Equal(requests.ToHashSet(), taken.Select(request => request.Request).ToHashSet());
    }

    private async Task TextComesBackAsync(string argument, string answer)
    {
        var store = await OpenAsync(DyingLease);
        var request = await store.AddAsync(Requests.New(argument));
        Assert.True(argument == (await store.FindAsync(request.Id)).Request.Argument, "The argument of an open request is another one.");

        await store.FinishAsync(request.Id, Requests.Answer(answer), CancellationToken.None);
        await AssertTextsAsync(store, request.Id, argument, answer);
        store = await ReopenAsync(store);
        await AssertTextsAsync(store, request.Id, argument, answer);
    }

    private static async Task AssertTextsAsync(IRequestStore store, RequestId id, string argument, string answer)
    {
        var found = await store.FindAsync(id);
        Assert.True(argument == found.Request.Argument, "The argument is another one.");
        Assert.True(answer == found.Outcome!.Answer, "The answer is another one.");
    }
}
