using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>What calls of pulled functions come to.</summary>
internal static class PulledCalls
{
    public static Task<string> Answer(this Task<string> call) => call.Within("the call's answer");

    public static Task<IReadOnlyList<FetchedRequest>> Requests(this Task<IReadOnlyList<FetchedRequest>> pull) => pull.Within("the long poll's end");

    public static async Task<DrpcException> FailsWith(this Task<string> call, DrpcFailureCode code)
    {
        var failure = await Assert.ThrowsAsync<DrpcException>(() => call.Within("the call's failure"));
        Assert.Equal(code, failure.Code);
        return failure;
    }

    /// <summary>What Storm's wire says of it.</summary>
    public static StormFailure Storm(this DrpcException failure) => Assert.IsType<StormFailureException>(failure.InnerException).Failure;

    /// <summary>A request that has to be there.</summary>
    public static FetchedRequest Take(this WorkerSession session, string function = "a")
    {
        var request = session.Fetch(function);
        Assert.NotNull(request);
        return request;
    }
}
