using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting.Tests;

public sealed class RequestRunnerTests
{
    private const int MaxFrameBytes = 1 << 20;

    [Theory]
    [InlineData(DrpcFailureCode.FunctionFailed, StormFailureType.FailedRequest, false)]
    [InlineData(DrpcFailureCode.UnknownFunction, StormFailureType.FailedRequest, false)]
    [InlineData(DrpcFailureCode.BadArgument, StormFailureType.FailedRequest, false)]
    [InlineData(DrpcFailureCode.SiloLost, StormFailureType.FailedRequest, false)]
    [InlineData(DrpcFailureCode.TimedOut, StormFailureType.ServerTimeout, false)]
    [InlineData(DrpcFailureCode.ShuttingDown, StormFailureType.ServerShutdown, true)]
    [InlineData(DrpcFailureCode.Overloaded, StormFailureType.FailedRequest, false)]
    internal async Task RunAsync_RequestFails_SaysWhyInStormsTerms(DrpcFailureCode code, int type, bool isStopping)
    {
        var runner = new RequestRunner(new Client((_, _) => throw new DrpcException(code, "why")), MaxFrameBytes);

        var outcome = await runner.RunAsync("f", "x", "1", null, TestContext.Current.CancellationToken);

        Assert.Equal(new Outcome("1", null, new StormFailure("why", type), isStopping, outcome!.Details), outcome);
        Assert.Equal(new FailureDetails(code, IsPermanent: false, UsedUp: null), FailureDetails.Read(outcome.Details));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_AttemptsFailed_TellsHowOnlyWhereTheyAreUsedUp(bool areUsedUp)
    {
        var attempt = new AttemptFailure(1, DrpcFailureCode.FunctionFailed, "why", "stage", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(1));
        var failure = new DrpcFailure(DrpcFailureCode.FunctionFailed, "why", Attempts: [attempt]) { AttemptsUsedUp = areUsedUp };
        var runner = new RequestRunner(new Client((_, _) => throw new DrpcException(failure)), MaxFrameBytes);

        var outcome = await runner.RunAsync("f", "x", "1", null, TestContext.Current.CancellationToken);

        Assert.Equal(areUsedUp ? [attempt] : null, FailureDetails.Read(outcome!.Details)!.UsedUp);
    }

    [Fact]
    public async Task RunAsync_ClientThrowsSomethingElse_IsAFailureToo()
    {
        var runner = new RequestRunner(new Client((_, _) => throw new NotSupportedException("why")), MaxFrameBytes);

        var outcome = await runner.RunAsync("f", "x", "1", null, TestContext.Current.CancellationToken);

        Assert.Equal("Function 'f' failed: NotSupportedException: why", outcome?.Failure?.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1500)]
    public async Task RunAsync_TimeLeft_IsTheCallsTimeout(int? milliseconds)
    {
        CallOptions? options = null;
        var runner = new RequestRunner(new Client((call, _) =>
        {
            options = call;
            return Task.FromResult(new PartialAnswer<string>("answer", null));
        }), MaxFrameBytes);
        TimeSpan? left = milliseconds is { } some ? TimeSpan.FromMilliseconds(some) : null;

        var outcome = await runner.RunAsync("f", "x", "1", left, TestContext.Current.CancellationToken);

        Assert.Equal(new Outcome("1", "answer", null), outcome);
        Assert.Equal(left, options?.Timeout);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(null, false)]
    public async Task RunAsync_Pulled_HasTheFrontDoorsAttemptsPriorityAndTime(int? attempts, bool isBatch)
    {
        CallOptions? options = null;
        var id = RequestId.New();
        var runner = new RequestRunner(new Client((call, _) =>
        {
            options = call;
            return Task.FromResult(new PartialAnswer<string>("answer", null));
        }), MaxFrameBytes);

        await runner.RunAsync(new PulledRequest("f", "x", "1", 1500, attempts, isBatch), id, TestContext.Current.CancellationToken);

        Assert.Equal(
            new CallOptions
            {
                Timeout = TimeSpan.FromSeconds(1.5),
                MaxAttempts = attempts,
                Priority = isBatch ? RequestPriority.Batch : RequestPriority.Interactive,
                RefuseIfBusy = true,
                RequestId = id,
            },
            options);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("é𝄞", null)]
    [InlineData("", 0.75)]
    public async Task RunAsync_AnswerFillsAFrame_IsAnAnswerAndOneByteMoreIsAFailure(string beginning, double? coverage)
    {
        var frame = new System.Buffers.ArrayBufferWriter<byte>();
        ResultCall.Write(frame, 1, "id", beginning, coverage);
        var fits = MaxFrameBytes - (frame.WrittenCount - sizeof(int));
        var runner = new RequestRunner(new Client((call, _) => Task.FromResult(new PartialAnswer<string>(beginning + new string('x', (int)call!.Timeout!.Value.TotalMilliseconds), coverage))), MaxFrameBytes);

        var full = await runner.RunAsync("f", "x", "id", TimeSpan.FromMilliseconds(fits), TestContext.Current.CancellationToken);
        var over = await runner.RunAsync("f", "x", "id", TimeSpan.FromMilliseconds(fits + 1), TestContext.Current.CancellationToken);

        Assert.Equal((beginning.Length + fits, coverage), (full!.Answer!.Length, full.Coverage));
        Assert.Null(over!.Answer);
        Assert.Equal(StormFailureType.FailedRequest, over.Failure!.Type);
        Assert.Contains("function 'f' would be a message of 1,048,577 bytes", over.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("DrpcServers:MaxFrameBytes (--max-frame-bytes) is 1,048,576", over.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_IsStopped_HasNoOutcome()
    {
        using var stop = new CancellationTokenSource();
        var runner = new RequestRunner(new Client(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return default;
        }), MaxFrameBytes);

        var running = runner.RunAsync("f", "x", "1", null, stop.Token);
        await stop.CancelAsync();

        Assert.Null(await running.Within("the request to end"));
    }

    private sealed class Client(Func<CallOptions?, CancellationToken, Task<PartialAnswer<string>>> execute) : IDrpcClient
    {
        public Task<TResult> ExecuteAsync<TArgument, TResult>(
            DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<string> ExecuteAsync(string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("It loses the mark of an answer in part.");

        public Task<PartialAnswer<string>> ExecutePartialAsync(
            string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            execute(options, cancellationToken);
    }
}
