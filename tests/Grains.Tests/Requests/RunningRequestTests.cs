
namespace OrleansDrpc.Grains.Tests;

public sealed class RunningRequestTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Fail_Twice_TheFirstFailureCounts()
    {
        var request = Some.Request();
        var watcher = request.WaitForEndAsync();

        request.Fail(new DrpcFailure(DrpcFailureCode.SiloLost, "first"));
        request.Fail(new DrpcFailure(DrpcFailureCode.TimedOut, "second"));

        Assert.Equal("first", request.Failure!.Message);
        Assert.Equal(request.Attempt.Request, request.Failure.RequestId);
        Assert.Equal("first", (await watcher.WaitAsync(Limit))!.Message);
        Assert.Equal("first", (await request.WaitForEndAsync().WaitAsync(Limit))!.Message);
        Assert.True(request.Token.IsCancellationRequested);
        Assert.True(request.CodeToken.IsCancellationRequested);
    }

    [Fact]
    public void Left_TimePasses_IsWhatRemainsAndNeverBelowZero()
    {
        var time = new ManualTime();
        var request = Some.Request(time: time);

        Assert.Equal(request.Remaining, request.Left);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(request.Remaining - TimeSpan.FromSeconds(4), request.Left);
        time.Advance(request.Remaining);
        Assert.Equal(TimeSpan.Zero, request.Left);
    }

    [Fact]
    public void Refuse_OfTwoSilos_TheFirstOneAndItsRefusalCountTogether()
    {
        var request = Some.Request();

        request.Refuse(Some.Silo(3), new DrpcFailure(DrpcFailureCode.ShuttingDown, "stops"));
        request.Refuse(Some.Silo(2), new DrpcFailure(DrpcFailureCode.Overloaded, "has too much to do"));

        Assert.Equal((Some.Silo(3), DrpcFailureCode.ShuttingDown), (request.RefusedBy, request.Failure!.Code));
    }

    [Theory, InlineData(DrpcFailureCode.Cancelled), InlineData(DrpcFailureCode.TimedOut), InlineData(DrpcFailureCode.SiloLost)]
    public void Refuse_AfterAnotherFailure_ItIsNotWhatEndedTheAttempt(DrpcFailureCode first)
    {
        var request = Some.Request();

        request.Fail(new DrpcFailure(first, "first"));
        request.Refuse(Some.Silo(2), new DrpcFailure(DrpcFailureCode.Overloaded, "has too much to do"));

        Assert.Null(request.RefusedBy);
        Assert.Equal(first, request.Failure!.Code);
    }

    [Fact]
    public async Task End_WithoutFailure_WatchersGetNone()
    {
        var request = Some.Request();
        var watcher = request.WaitForEndAsync();

        request.End();

        Assert.Null(await watcher.WaitAsync(Limit));
        Assert.True(request.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Fail_CallbackOfTheFunctionsCodeBlocks_TheServicesOwnWaitsEnd()
    {
        using var release = new ManualResetEventSlim();
        var request = Some.Request();
        request.CodeToken.Register(release.Wait);
        var wait = new TaskCompletionSource().Task.WaitAsync(request.Token);

        request.Fail(new DrpcFailure(DrpcFailureCode.Cancelled, "cancelled"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(Limit));
        release.Set();
    }
}
