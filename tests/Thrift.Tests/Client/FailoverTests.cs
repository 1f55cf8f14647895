using System.Net.Sockets;

namespace OrleansDrpc.Thrift.Tests;

public sealed class FailoverTests : IAsyncDisposable
{
    private static readonly OutgoingCall Call = new("f", "x");
    private readonly ManualTime _time = new();
    private readonly ScriptedServer _dead = ScriptedServer.Refusing();
    private readonly ScriptedServer _live = ScriptedServer.Answering(_ => "live");

    [Fact]
    public async Task Execute_OneServerDead_TheOtherAnswersAtOnce()
    {
        for (var i = 0; i < 20; i++)
        {
            await using var client = Client(_dead, _live);
            Assert.Equal("live", await client.ExecuteAsync("f", "x").Within("the answer"));
        }
    }

    [Fact]
    public async Task Execute_AllServersDead_LostAndNamesThem()
    {
        await using var other = ScriptedServer.Refusing();
        await using var client = Client(_dead, other);
        var error = await Assert.ThrowsAsync<DrpcException>(() => client.ExecuteAsync("f", "x").Within("the failure"));
        Assert.Equal(DrpcFailureCode.SiloLost, error.Code);
        Assert.Contains(_dead.Address, error.Message);
        Assert.Contains(other.Address, error.Message);
        var cause = Assert.IsType<SocketException>(Assert.IsType<NoServerException>(error.InnerException).InnerException);
        Assert.Equal(SocketError.ConnectionRefused, cause.SocketErrorCode);
    }

    [Fact]
    public async Task Execute_DeadServerIsBack_AvoidedForAWhileThenTried()
    {
        using var revived = Server(_dead.Port);
        using var live = Server(_live.Port);
        await Assert.ThrowsAsync<SocketException>(() => revived.ExecuteAsync(Call, CancellationToken.None));
        Assert.True(revived.IsAvoided);
        _dead.Listen(peer => peer.AnswerAllAsync(_ => "back"));

        using var servers = new ThriftServers([revived, live]);
        await CallAsync(servers, 40);
        Assert.Equal(0, _dead.Accepted);

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.False(revived.IsAvoided);
        await CallAsync(servers, 40);
        Assert.Equal(1, _dead.Accepted);
    }

    [Fact]
    public async Task Execute_OnlyAvoidedServersLeft_TriesThem()
    {
        using var revived = Server(_dead.Port);
        await using var other = ScriptedServer.Refusing();
        using var gone = Server(other.Port);
        await Assert.ThrowsAsync<SocketException>(() => revived.ExecuteAsync(Call, CancellationToken.None));
        _dead.Listen(peer => peer.AnswerAllAsync(_ => "back"));
        using var servers = new ThriftServers([revived, gone]);
        Assert.Equal("back", (await servers.ExecuteAsync(Call, CancellationToken.None).Within("the answer")).Answer);
        Assert.False(revived.IsAvoided);
    }

    [Fact]
    public async Task Execute_OneServerFull_TheOtherIsTaken()
    {
        await using var busy = ScriptedServer.Start();
        using var full = Server(busy.Port, maxConnections: 1);
        using var live = Server(_live.Port);
        var held = full.ExecuteAsync(Call, CancellationToken.None);
        var peer = await busy.AcceptAsync();
        using var servers = new ThriftServers([full, live]);
        await CallAsync(servers, 40);
        Assert.Equal(1, busy.Accepted);
        await peer.AnswerNextAsync("held");
        await held.Within("the answer");
    }

    [Fact]
    public async Task Execute_TwoServersAlive_BothHaveTheirShare()
    {
        await using var other = ScriptedServer.Answering(_ => "other");
        await using var client = Client(other, _live);
        var answers = new HashSet<string>();
        for (var i = 0; i < 60; i++)
        {
            answers.Add(await client.ExecuteAsync("f", "x").Within("the answer"));
        }

        Assert.Equal(2, answers.Count);
    }

    [Fact]
    public async Task Execute_ServerThatDoesNotAccept_NextAfterTheConnectTimeout()
    {
        using var silent = await SilentPort.OpenAsync();
        using var server = Server(silent.Number);
        using var live = Server(_live.Port);
        using var servers = new ThriftServers([server]);
        var call = servers.ExecuteAsync(Call, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(5));
        var error = await Assert.ThrowsAsync<DrpcException>(() => call.Within("the connect timeout"));
        var cause = Assert.IsType<SocketException>(Assert.IsType<NoServerException>(error.InnerException).InnerException);
        Assert.Equal(SocketError.TimedOut, cause.SocketErrorCode);
        Assert.True(server.IsAvoided);
        using var both = new ThriftServers([server, live]);
        await CallAsync(both, 10);
    }

    [Fact]
    public async Task Execute_CancelledWhileConnecting_EndsAndTheServerIsNotAvoided()
    {
        using var silent = await SilentPort.OpenAsync();
        using var server = Server(silent.Number);
        using var servers = new ThriftServers([server]);
        using var cancellation = new CancellationTokenSource();
        var call = servers.ExecuteAsync(Call, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Within("the cancellation"));
        Assert.False(server.IsAvoided);
    }

    public async ValueTask DisposeAsync()
    {
        await _dead.DisposeAsync();
        await _live.DisposeAsync();
    }

    private static DrpcThriftClient Client(params ScriptedServer[] servers) =>
        new(new DrpcThriftClientOptions { Servers = [.. servers.Select(server => server.Address)] });

    private ThriftServer Server(int port, int maxConnections = 64)
    {
        var address = new ServerAddress("127.0.0.1", port);
        return new ThriftServer(address, new DrpcThriftClientOptions { Servers = [$"{address}"], MaxConnectionsPerServer = maxConnections }, _time);
    }

    private static async Task CallAsync(ThriftServers servers, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await servers.ExecuteAsync(Call, CancellationToken.None).Within("the answer");
        }
    }
}
