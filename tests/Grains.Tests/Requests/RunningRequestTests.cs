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
