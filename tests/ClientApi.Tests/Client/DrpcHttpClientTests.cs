namespace OrleansDrpc.ClientApi.Tests;

/// <summary>What a call does through HTTP, it does as through a grain.</summary>
[Collection(SharedFrontDoorTests.Name)]
public sealed class DrpcHttpClientTests(SharedFrontDoor shared)
{
    private readonly IDrpcClient _near = shared.Door.Client;
    private readonly DrpcHttpClient _far = new DrpcHttpClient(shared.Door.Http);

    [Theory]
    [InlineData("echo", "")]
    [InlineData("echo", "😀 \" \\ \u0001 é/%2F")]
    [InlineData("twice", "21")]
    [InlineData("double", "{\"item\":\"tea\",\"count\":2}")]
    [InlineData("count words", "a b c")]
    [InlineData("letters", "ab")]
    public async Task Execute_Text_AnswersAsInProcess(string function, string argument) =>
        Assert.Equal(await _near.ExecuteAsync(function, argument), await _far.ExecuteAsync(function, argument));

    [Fact]
    public async Task Execute_Typed_AnswersAsInProcess()
    {
        Assert.Equal("😀\"", await _far.ExecuteAsync(TestFunctions.Echo, "😀\""));
        Assert.Equal(-4, await _far.ExecuteAsync(TestFunctions.Twice, -2));
        Assert.Equal(new Order("té", 6), await _far.ExecuteAsync(TestFunctions.Double, new Order("té", 3)));
        Assert.Equal(2, await _far.ExecuteAsync(TestFunctions.CountWords, "a b"));
        Assert.Equal(["x", "y"], await _far.ExecuteAsync(TestFunctions.Letters, "xy"));
    }

    [Theory]
    [InlineData("nope", "x", DrpcFailureCode.UnknownFunction)]
    [InlineData("", "x", DrpcFailureCode.UnknownFunction)]
    [InlineData("..", "x", DrpcFailureCode.UnknownFunction)]
    [InlineData("fail", "x", DrpcFailureCode.FunctionFailed)]
    [InlineData("refuse", "x", DrpcFailureCode.BadArgument)]
    [InlineData("twice", "x", DrpcFailureCode.BadArgument)]
    public async Task Execute_Failing_FailsAsInProcess(string function, string argument, DrpcFailureCode code)
    {
        var near = (await Assert.ThrowsAsync<DrpcException>(() => _near.ExecuteAsync(function, argument))).Failure;
        var far = (await Assert.ThrowsAsync<DrpcException>(() => _far.ExecuteAsync(function, argument))).Failure;

        Assert.Equal((code, code), (near.Code, far.Code));
        Assert.Equal(near.Stage, far.Stage);
        Assert.NotNull(far.RequestId);
        if (function.Trim('.').Length > 0)
        {
            Assert.Equal(near.Message, far.Message);
        }
    }

    [Fact]
    public async Task Execute_TypedFailing_FailsAsInProcess()
    {
        var near = (await Assert.ThrowsAsync<DrpcException>(() => _near.ExecuteAsync(TestFunctions.Fail, "x"))).Failure;
        var far = (await Assert.ThrowsAsync<DrpcException>(() => _far.ExecuteAsync(TestFunctions.Fail, "x"))).Failure;

        // How each attempt failed is not told over HTTP.
        Assert.Equal(near with { RequestId = far.RequestId, Attempts = null, AttemptsUsedUp = false }, far);
    }

    [Fact]
    public async Task Execute_OwnRequestId_IsTheRequests()
    {
        var id = RequestId.New();

        var failure = await Assert.ThrowsAsync<DrpcException>(() => _far.ExecuteAsync("fail", "x", new CallOptions { RequestId = id }));

        Assert.Equal(id, failure.RequestId);
    }

    [Fact]
    public async Task Execute_Timeout_TimesOutAndStopsTheWork()
    {
        var gate = Gate.New();
        var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(200) };

        var failure = await Assert.ThrowsAsync<DrpcException>(() => _far.ExecuteAsync(TestFunctions.Hold, gate.Key, options));

        Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
        await gate.Cancelled;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Execute_TimeoutNotOverZero_IsABadArgument(int seconds)
    {
        var options = new CallOptions { Timeout = TimeSpan.FromSeconds(seconds) };

        var near = await Assert.ThrowsAsync<DrpcException>(() => _near.ExecuteAsync("echo", "x", options));
        var far = await Assert.ThrowsAsync<DrpcException>(() => _far.ExecuteAsync("echo", "x", options));

        Assert.Equal((DrpcFailureCode.BadArgument, DrpcFailureCode.BadArgument), (near.Code, far.Code));
    }

    [Fact]
    public async Task Execute_Cancelled_IsCancelledAndStopsTheWork()
    {
        var gate = Gate.New();
        using var cancellation = new CancellationTokenSource();
        var call = _far.ExecuteAsync(TestFunctions.Hold, gate.Key, cancellation.Token);
        await gate.Reached;

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await gate.Cancelled;
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) - 2)]
    public async Task Execute_ArgumentAtTheLimit_IsServed(int length)
    {
        var text = new string('x', length);

        Assert.Equal(text, await _far.ExecuteAsync("echo", text));
    }

    [Theory]
    [InlineData((1 << 20) + 1)]
    [InlineData(40 << 20)]
    public async Task Execute_ArgumentOverTheLimit_IsABadArgument(int length)
    {
        var text = new string('x', length);

        var byText = await Assert.ThrowsAsync<DrpcException>(() => _far.ExecuteAsync("echo", text));
        var typed = await Assert.ThrowsAsync<DrpcException>(() => _far.ExecuteAsync(TestFunctions.Echo, text));

        Assert.Equal((DrpcFailureCode.BadArgument, DrpcFailureCode.BadArgument), (byText.Code, typed.Code));
        Assert.Contains("1,048,576", byText.Message, StringComparison.Ordinal);
    }
}
