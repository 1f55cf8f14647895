using System.Net;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class PullingOverHttpTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private FrontDoor _door = null!;
    private WorkerQueues _queues = null!;

    public async ValueTask InitializeAsync()
    {
        _door = await FrontDoor.StartAsync(("WorkerQueues:KnownFunctions", "known"));
        _queues = (WorkerQueues)_door.Services.GetService(typeof(WorkerQueues))!;
    }

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    [Fact]
    public async Task Storm_AWorkerAnswers_IsTheAnswer()
    {
        using var worker = _queues.Connect("test");
        var call = _door.Http.GetAsync("/drpc/known/foo.com/blog/1");

        var request = await OneAsync(worker, "known");
        worker.Complete(request.LeaseId, "16");

        var response = await call.Within("the answer");
        Assert.Equal(("foo.com/blog/1", HttpStatusCode.OK, "16"), (request.Argument, response.StatusCode, response.Text()));
        Assert.NotEqual(response.RequestId(), request.LeaseId);
    }

    [Fact]
    public async Task Invoke_AWorkerAnswers_TakesAndGivesJsonStrings()
    {
        using var worker = _queues.Connect("test");
        var call = _door.Http.InvokeAsync("known", "\"a \\\"b\\\"\"");

        var request = await OneAsync(worker, "known");
        worker.Complete(request.LeaseId, "c \"d\"");

        Assert.Equal("a \"b\"", request.Argument);
        Assert.Equal("\"c \\\"d\\\"\"", (await call).Text());
        (await _door.Http.InvokeAsync("known", "17")).AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument);
    }

    [Fact]
    public async Task Invoke_ARegisteredFunctionIsPulled_GoesToTheWorkerAsItsOwnJson()
    {
        using var worker = _queues.Connect("test");
        worker.Fetch("twice");
        var call = _door.Http.InvokeAsync("twice", " 21 ");

        var request = await OneAsync(worker, "twice");
        worker.Complete(request.LeaseId, "43");

        Assert.Equal(" 21 ", request.Argument);
        Assert.Equal("43", (await call).Text());
    }

    [Fact]
    public async Task Call_TheWorkerIsLostForGood_RunsInTheSilo()
    {
        var worker = _queues.Connect("test");
        worker.Fetch("echo");
        var call = _door.Http.GetAsync("/drpc/echo/x");
        await OneAsync(worker, "echo");

        worker.Dispose();

        Assert.Equal("x", (await call.Within("the answer")).Text());
    }

    [Theory]
    [InlineData(StormFailureType.InternalError, 500, "INTERNAL_ERROR")]
    [InlineData(StormFailureType.ServerShutdown, 503, "SERVER_SHUTDOWN")]
    [InlineData(StormFailureType.ServerTimeout, 504, "SERVER_TIMEOUT")]
    [InlineData(StormFailureType.FailedRequest, 400, "FAILED_REQUEST")]
    [InlineData(77, 500, "Internal Error")]
    [InlineData(null, 500, "Internal Error")]
    public async Task Storm_AWorkerFails_HasStormsStatusAndWords(int? type, int status, string error)
    {
        using var worker = _queues.Connect("test");
        var call = _door.Http.GetAsync("/drpc/known/x");

        worker.Fail((await OneAsync(worker, "known")).LeaseId, new StormFailure("boom", type));

        Assert.Equal("boom", (await call).AssertStormError((HttpStatusCode)status, error));
    }

    [Theory]
    [InlineData(StormFailureType.InternalError, 500, DrpcFailureCode.FunctionFailed)]
    [InlineData(StormFailureType.ServerTimeout, 504, DrpcFailureCode.TimedOut)]
    [InlineData(null, 500, DrpcFailureCode.FunctionFailed)]
    public async Task Invoke_AWorkerFails_IsAProblemOfOurCodes(int? type, int status, DrpcFailureCode code)
    {
        using var worker = _queues.Connect("test");
        var call = _door.Http.InvokeAsync("known", "\"x\"");

        worker.Fail((await OneAsync(worker, "known")).LeaseId, new StormFailure("boom", type));

        Assert.Equal("boom", (await call).AssertProblem((HttpStatusCode)status, code));
    }

    [Fact]
    public async Task Storm_NoWorkerInTime_Is504()
    {
        var response = await _door.Http.PostTextAsync("/drpc/known", "x", (DrpcHttpClient.TimeoutHeader, "0.1"));

        Assert.Contains("no worker fetched it", response.AssertStormError(HttpStatusCode.GatewayTimeout, "SERVER_TIMEOUT"), StringComparison.Ordinal);
        Assert.Equal(0, _queues.Find("known")!.Queued);
    }

    [Fact]
    public async Task Storm_QueueFull_Is503AndSaysWhenToRetry()
    {
        await using var door = await FrontDoor.StartAsync(("WorkerQueues:KnownFunctions", "known"), ("WorkerQueues:MaxQueuedBytes", "2"));

        var response = await door.Http.PostTextAsync("/drpc/known", "xy");

        response.AssertStormError(HttpStatusCode.ServiceUnavailable, "FAILED_REQUEST");
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Call_TheClientHangsUp_NoWorkerGetsIt()
    {
        using var worker = _queues.Connect("test");
        using var hangUp = new CancellationTokenSource();
        var call = _door.Http.GetAsync("/drpc/known/x", hangUp.Token);
        var request = await OneAsync(worker, "known");

        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        worker.Complete(request.LeaseId, "late");
    }

    [Fact]
    public async Task List_PulledFunctions_ShowsHowTheyStand()
    {
        using var worker = _queues.Connect("test");
        worker.Fetch("echo");
        worker.Fetch("pulled");

        var functions = (await _door.Http.GetAsync("/v1/functions")).Json().GetProperty("functions").EnumerateArray().ToArray();
        var pulled = (await _door.Http.GetAsync("/v1/functions/pulled")).Json();
        var echo = (await _door.Http.GetAsync("/v1/functions/echo")).Json();
        var twice = (await _door.Http.GetAsync("/v1/functions/twice")).Json();

        var names = functions.Select(function => function.GetProperty("name").GetString()).ToArray();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(["known", "pulled", "echo"], names.Intersect(["known", "pulled", "echo"]).OrderBy(name => name!.Length == 4).ThenBy(name => name));
        Assert.Equal(
            ["name", "argument", "result", "deadlineSeconds", "workers", "queued", "leased"], pulled.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("string", "string", 600, 1), (
            pulled.GetProperty("argument").GetString(), pulled.GetProperty("result").GetString(),
            pulled.GetProperty("deadlineSeconds").GetInt32(), pulled.GetProperty("workers").GetInt32()));
        Assert.Equal(1, echo.GetProperty("workers").GetInt32());
        Assert.True(echo.TryGetProperty("plan", out _));
        Assert.False(twice.TryGetProperty("workers", out _));
    }

    [Fact]
    public async Task Stop_APulledCallIsOpen_WaitsForItsWorker()
    {
        await using var door = await FrontDoor.StartAsync(("WorkerQueues:KnownFunctions", "known"));
        var queues = (WorkerQueues)door.Services.GetService(typeof(WorkerQueues))!;
        using var worker = queues.Connect("test");
        var call = door.Http.GetAsync("/drpc/known/x");
        var request = await OneAsync(worker, "known");

        var stopping = door.StopAsync();
        (await door.Http.GetAsync("/drpc/known/y")).AssertStormError(HttpStatusCode.ServiceUnavailable, "SERVER_SHUTDOWN");
        (await door.Http.GetAsync("/drpc/echo/y")).AssertStormError(HttpStatusCode.ServiceUnavailable, "SERVER_SHUTDOWN");
        worker.Complete(request.LeaseId, "in time");

        Assert.Equal("in time", (await call.Within("the answer")).Text());
        await stopping;
    }

    [Fact]
    public async Task Stop_NoWorkerComes_FailsTheCallAfterTheDrainTimeout()
    {
        await using var door = await FrontDoor.StartAsync(("WorkerQueues:KnownFunctions", "known"), ("Drpc:DrainTimeout", "00:00:00.2"));
        var queues = (WorkerQueues)door.Services.GetService(typeof(WorkerQueues))!;
        using var worker = queues.Connect("test");
        var call = door.Http.GetAsync("/drpc/known/x");
        await OneAsync(worker, "known");

        await door.StopAsync();

        (await call.Within("the answer")).AssertStormError(HttpStatusCode.ServiceUnavailable, "SERVER_SHUTDOWN");
    }

    private static async Task<FetchedRequest> OneAsync(WorkerSession worker, string function) =>
        Assert.Single(await worker.PullAsync([function], 1, Minute, CancellationToken.None).Requests());
}
