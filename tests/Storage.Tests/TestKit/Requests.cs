namespace OrleansDrpc.Storage.Tests;

/// <summary>Requests and outcomes for tests.</summary>
internal static class Requests
{
    /// <summary>When the first one is submitted. A time that the tests choose, so that they need no clock.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static NewRequest New(
        string argument = "a", string function = "exclaim", int second = 0, string? key = null, string? callback = null) =>
        new(RequestId.New(), function, argument, At(second), At(second + 30), key, callback);

    public static DateTimeOffset At(double second) => Start.AddSeconds(second);

    public static FinalOutcome Answer(string answer = "a!", double second = 1, AttemptRecord? attempt = null) =>
        new(RequestStatus.Succeeded, At(second), answer, null, attempt);

    public static FinalOutcome Failure(RequestStatus status, double second = 1, AttemptRecord? attempt = null) =>
        new(status, At(second), null, new DrpcFailure(DrpcFailureCode.FunctionFailed, "It threw."), attempt);

    /// <summary>A call that used up two attempts.</summary>
    public static StoredRequest CallLetter(string argument = "a", double second = 0)
    {
        var outcome = Failure(RequestStatus.DeadLetter, second + 2);
        AttemptRecord[] attempts =
        [
            new(1, At(second), At(second + 1), new DrpcFailure(DrpcFailureCode.SiloLost, "It was lost.", Stage: "GetTweeters")),
            new(2, At(second + 1), At(second + 2), outcome.Failure),
        ];
        var request = new NewRequest(RequestId.New(), "exclaim", argument, At(second), At(second + 2), Priority: RequestPriority.Batch, IsCall: true);
        return new StoredRequest(request, RequestStatus.DeadLetter, IsCancelled: false, attempts, outcome, CallbackState.None, 0);
    }

    public static async Task<NewRequest> AddAsync(this IRequestStore store, NewRequest? request = null)
    {
        request ??= New();
        var outcome = await store.AddAsync(request, CancellationToken.None).Within("the request to be recorded");
        Assert.Equal(new AddOutcome(AddKind.Added), outcome);
        return request;
    }

    /// <summary>Adds a request and ends it.</summary>
    public static async Task<NewRequest> AddEndedAsync(this IRequestStore store, FinalOutcome outcome, NewRequest? request = null)
    {
        request = await store.AddAsync(request);
        Assert.True(await store.FinishAsync(request.Id, outcome, CancellationToken.None).Within("the outcome to be recorded"));
        return request;
    }

    public static async Task<StoredRequest> FindAsync(this IRequestStore store, RequestId id) =>
        await store.GetAsync(id, CancellationToken.None).Within("a request to be read")
        ?? throw new InvalidOperationException($"The store has no request {id}.");

    public static async Task<List<RequestId>> ListIdsAsync(this IRequestStore store, RequestFilter filter) =>
        [.. (await store.ListAsync(filter, CancellationToken.None).Within("a list of requests")).Select(request => request.Request.Id)];

    /// <summary>Compares requests by what they hold; records compare lists by reference.</summary>
    public static void AssertSame(StoredRequest expected, StoredRequest actual)
    {
        Assert.Equal(expected.Attempts, actual.Attempts);
        Assert.Equal(expected, actual with { Attempts = expected.Attempts });
    }
}
