namespace OrleansDrpc.Thrift.Tests;

public sealed class PoolTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly ScriptedServer _server = ScriptedServer.Start();
    private readonly DrpcThriftClient _client;

    public PoolTests() => _client = new DrpcThriftClient(
        new DrpcThriftClientOptions { Servers = [_server.Address], MaxConnectionsPerServer = 2, IdleConnectionTimeout = TimeSpan.FromSeconds(10) }, _time);

    [Fact]
    public async Task Execute_CallAfterCall_OneConnection()
    {
        var peer = await CallAsync("a");
        await CallAsync("b", peer);
        await CallAsync("c", peer);
        Assert.Equal(1, _server.Accepted);
    }

    [Fact]
    public async Task Execute_TwoConnectionsIdle_TakesTheLastThatWasUsed()
    {
        var (first, second) = (_client.ExecuteAsync("f", "1"), _client.ExecuteAsync("f", "2"));
        var (one, other) = (await _server.AcceptAsync(), await _server.AcceptAsync());
        await one.AnswerNextAsync("");
        await (await Task.WhenAny(first, second)).Within("the answer");
        await other.AnswerNextAsync("");
        await Task.WhenAll(first, second).Within("the answers");
        await CallAsync("3", other);
        await CallAsync("4", other);
    }

    [Fact]
    public async Task Execute_AllConnectionsBusy_WaitsForOne()
    {
        var first = _client.ExecuteAsync("f", "1");
        var one = await _server.AcceptAsync();
        var second = _client.ExecuteAsync("f", "2");
        var other = await _server.AcceptAsync();
        var third = _client.ExecuteAsync("f", "3");
        await one.AnswerNextAsync("one");
        Assert.Equal("one", await first.Within("the first answer"));
        var (call, sequenceId) = await one.ReadAsync();
        Assert.Equal("3", call.Argument);
        await one.AnswerAsync(sequenceId, "three");
        await other.AnswerNextAsync("two");
        Assert.Equal(["two", "three"], [await second.Within("the second answer"), await third.Within("the third answer")]);
        Assert.Equal(2, _server.Accepted);
    }

    [Fact]
    public async Task Execute_CancelledInTheQueue_OthersGoOn()
    {
        var first = _client.ExecuteAsync("f", "1");
        var one = await _server.AcceptAsync();
        _ = _client.ExecuteAsync("f", "2");
        await _server.AcceptAsync();
        using var cancellation = new CancellationTokenSource();
        var third = _client.ExecuteAsync("f", "3", cancellation.Token);
        var fourth = _client.ExecuteAsync("f", "4");
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => third.Within("the cancellation"));
        await one.AnswerNextAsync("one");
        var (call, sequenceId) = await one.ReadAsync();
        Assert.Equal("4", call.Argument);
        await one.AnswerAsync(sequenceId, "four");
        Assert.Equal("four", await fourth.Within("the fourth answer"));
    }

    [Fact]
    public async Task Idle_LongerThanItsTimeout_Closed()
    {
        var peer = await CallAsync("a");
        _time.Advance(TimeSpan.FromSeconds(9));
        await CallAsync("b", peer);
        _time.Advance(TimeSpan.FromSeconds(9));
        await CallAsync("c", peer);
        _time.Advance(TimeSpan.FromSeconds(11));
        await peer.EndedAsync();
        await CallAsync("d");
        Assert.Equal(2, _server.Accepted);
    }

    [Fact]
    public async Task Execute_IdleConnectionEndedByTheServer_TakesAFreshOne()
    {
        var peer = await CallAsync("a");
        await peer.EndAsync();
        await CallAsync("b");
        Assert.Equal(2, _server.Accepted);
    }

    [Fact]
    public async Task Execute_ServerSentMoreThanItWasAsked_TakesAFreshConnection()
    {
        var first = _client.ExecuteAsync("f", "1");
        var peer = await _server.AcceptAsync();
        var (_, sequenceId) = await peer.ReadAsync();
        await peer.SendAsync(output =>
        {
            ExecuteReply.Write(output, sequenceId, "one");
            ExecuteReply.Write(output, sequenceId + 1, "of nobody");
        });
        Assert.Equal("one", await first.Within("the answer"));
        await CallAsync("2");
        Assert.Equal(2, _server.Accepted);
    }

    [Fact]
    public async Task Execute_BrokenAfterSending_LostAndNotRepeated()
    {
        var answer = _client.ExecuteAsync("f", "x");
        var peer = await _server.AcceptAsync();
        await peer.ReadAsync();
        peer.Dispose();
        var error = await Assert.ThrowsAsync<DrpcException>(() => answer.Within("the failure"));
        Assert.Equal(DrpcFailureCode.SiloLost, error.Code);
        Assert.Contains("may have run", error.Message);
        Assert.Contains(_server.Address, error.Message);
        Assert.Null(error.InnerException as NoServerException);
        Assert.Equal(1, _server.Accepted);
    }

    [Fact]
    public async Task Execute_BrokenWhileSending_LostAndDidNotRun()
    {
        // More than the system takes while the server does not read.
        await using var client = new DrpcThriftClient(new DrpcThriftClientOptions { Servers = [_server.Address], MaxFrameBytes = 64 << 20 });
        var answer = client.ExecuteAsync("f", new string('x', 40 << 20));
        var peer = await _server.AcceptAsync();
        await peer.BeganAsync();
        peer.Dispose();
        var error = await Assert.ThrowsAsync<DrpcException>(() => answer.Within("the failure"));
        Assert.Equal(DrpcFailureCode.SiloLost, error.Code);
        Assert.Contains("did not run", error.Message);
        Assert.Equal(1, _server.Accepted);
    }

    [Fact]
    public async Task Execute_BrokenInTheMiddleOfTheAnswer_Lost()
    {
        var answer = _client.ExecuteAsync("f", "x");
        var peer = await _server.AcceptAsync();
        await peer.ReadAsync();
        await peer.SendAsync(new byte[] { 0, 0, 0, 33, 0x80 });
        peer.Dispose();
        var error = await Assert.ThrowsAsync<DrpcException>(() => answer.Within("the failure"));
        Assert.Equal(DrpcFailureCode.SiloLost, error.Code);
        Assert.Contains("may have run", error.Message);
    }

    [Fact]
    public async Task Execute_AThousandAtOnce_EachItsOwnAnswer()
    {
        await using var server = ScriptedServer.Answering(call => call.Argument + "!");
        await using var client = new DrpcThriftClient("127.0.0.1", server.Port);
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => client.ExecuteAsync("f", $"{i}"))).Within("all answers");
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}!"), answers);
        Assert.InRange(server.Accepted, 1, 64);
    }

    [Fact]
    public async Task Dispose_CallsRunningAndWaiting_FailAndConnectionsEnd()
    {
        var running = _client.ExecuteAsync("f", "1");
        var one = await _server.AcceptAsync();
        await one.ReadAsync();
        var other = await CallAsync("2");
        var second = _client.ExecuteAsync("f", "3");
        await other.ReadAsync();
        var waiting = _client.ExecuteAsync("f", "4");
        await _client.DisposeAsync();
        foreach (var call in new[] { running, second, waiting })
        {
            var error = await Assert.ThrowsAsync<DrpcException>(() => call.Within("the failure"));
            Assert.Equal(DrpcFailureCode.Cancelled, error.Code);
        }

        await one.EndedAsync();
        await other.EndedAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _client.ExecuteAsync("f", "5"));
        await _client.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_IdleConnection_Ends()
    {
        var peer = await CallAsync("a");
        await _client.DisposeAsync();
        await peer.EndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    // One whole call, on this connection or on a new one.
    private async Task<Peer> CallAsync(string argument, Peer? peer = null)
    {
        var answer = _client.ExecuteAsync("f", argument);
        peer ??= await _server.AcceptAsync();
        var (call, sequenceId) = await peer.ReadAsync();
        Assert.Equal(argument, call.Argument);
        await peer.AnswerAsync(sequenceId, "ok");
        Assert.Equal("ok", await answer.Within("the answer"));
        return peer;
    }
}
