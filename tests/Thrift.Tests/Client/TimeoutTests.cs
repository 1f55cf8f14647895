namespace OrleansDrpc.Thrift.Tests;

public sealed class TimeoutTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly ScriptedServer _server = ScriptedServer.Start();
    private readonly DrpcThriftClient _client;

    public TimeoutTests() => _client = new DrpcThriftClient(
        new DrpcThriftClientOptions { Servers = [_server.Address], CallTimeout = TimeSpan.FromSeconds(30) }, _time);

    [Theory]
    [InlineData(null, 30)]
    [InlineData(5, 5)]
    [InlineData(60, 60)]
    public async Task Execute_NoAnswerInTime_TimedOutAndTheConnectionDropped(int? ofTheCall, int seconds)
    {
        var options = new CallOptions { Timeout = ofTheCall is { } s ? TimeSpan.FromSeconds(s) : null };
        var answer = _client.ExecuteAsync("slow", "x", options);
        var peer = await _server.AcceptAsync();
        await peer.ReadAsync();
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(answer.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var error = await Assert.ThrowsAsync<DrpcException>(() => answer.Within("the timeout"));
        Assert.Equal(DrpcFailureCode.TimedOut, error.Code);
        Assert.Contains("'slow'", error.Message);
        await peer.EndedAsync();
    }

    [Fact]
    public async Task Execute_AfterATimeout_LateReplyReachesNobody()
    {
        var late = _client.ExecuteAsync("f", "late");
        var old = await _server.AcceptAsync();
        var (_, sequenceId) = await old.ReadAsync();
        _time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<DrpcException>(() => late.Within("the timeout"));
        await old.AnswerAsync(sequenceId, "late");

        var next = _client.ExecuteAsync("f", "next");
        var fresh = await _server.AcceptAsync();
        await fresh.AnswerNextAsync("next");
        Assert.Equal("next", await next.Within("the answer"));
    }

    [Fact]
    public async Task Execute_Cancelled_EndsWithTheCallersTokenAndDropsTheConnection()
    {
        using var cancellation = new CancellationTokenSource();
        var answer = _client.ExecuteAsync("f", "x", cancellation.Token);
        var peer = await _server.AcceptAsync();
        await peer.ReadAsync();
        await cancellation.CancelAsync();
        var error = await Assert.ThrowsAsync<OperationCanceledException>(() => answer.Within("the cancellation"));
        Assert.Equal(cancellation.Token, error.CancellationToken);
        await peer.EndedAsync();
    }

    [Fact]
    public async Task Execute_CancelledBefore_SendsNothing()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => _client.ExecuteAsync("f", "x", new CancellationToken(canceled: true)));
        Assert.Equal(0, _server.Accepted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Execute_TimeoutNotOverZero_BadArgument(int seconds)
    {
        var error = await Assert.ThrowsAsync<DrpcException>(
            () => _client.ExecuteAsync("f", "x", new CallOptions { Timeout = TimeSpan.FromSeconds(seconds) }));
        Assert.Equal(DrpcFailureCode.BadArgument, error.Code);
    }

    [Fact]
    public async Task Execute_TimeoutLongerThanTimersRun_None()
    {
        var answer = _client.ExecuteAsync("f", "x", new CallOptions { Timeout = TimeSpan.MaxValue });
        var peer = await _server.AcceptAsync();
        await peer.AnswerNextAsync("y");
        Assert.Equal("y", await answer.Within("the answer"));
    }

    [Fact]
    public async Task Execute_CancelledWhileSending_DropsTheConnection()
    {
        // More than the system takes while the server does not read.
        await using var client = new DrpcThriftClient(new DrpcThriftClientOptions { Servers = [_server.Address], MaxFrameBytes = 64 << 20 });
        using var cancellation = new CancellationTokenSource();
        var answer = client.ExecuteAsync("f", new string('x', 40 << 20), cancellation.Token);
        var peer = await _server.AcceptAsync();
        await peer.BeganAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => answer.Within("the cancellation"));
        await Assert.ThrowsAsync<ThriftProtocolException>(peer.EndedAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }
}
