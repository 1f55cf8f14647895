using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class HttpServersTests(SharedFrontDoor shared)
{
    [Fact]
    public async Task Ask_DeadPortsFirst_GoesOnToTheLiveOneAndStaysThere()
    {
        using var dead = new DeadPort();
        using var alsoDead = new DeadPort();
        using var servers = new HttpServers([dead.Address, alsoDead.Address, shared.Door.Address], null);
        List<Uri> asked = [];

        foreach (var text in new[] { "a", "b" })
        {
            Assert.Equal(text, await servers.AskAsync(http =>
            {
                asked.Add(http.BaseAddress!);
                return new DrpcHttpClient(http).ExecuteAsync("echo", text);
            }));
        }

        Assert.Equal([dead.Address, alsoDead.Address, shared.Door.Address, shared.Door.Address], asked);
    }

    [Fact]
    public async Task Execute_ServerGoesAway_TheNextIsCalled()
    {
        var first = await FrontDoor.StartAsync();
        using var servers = new HttpServers([first.Address, shared.Door.Address], null);
        var client = new HttpFailoverClient(servers);
        Assert.Equal("a", await client.ExecuteAsync("echo", "a"));

        await first.DisposeAsync();

        Assert.Equal("b", await client.ExecuteAsync("echo", "b"));
        Assert.Equal(4, await client.ExecuteAsync(TestFunctions.Twice, 2));
    }

    [Fact]
    public async Task Execute_FunctionFails_NobodyElseIsAsked()
    {
        using var dead = new DeadPort();
        using var servers = new HttpServers([shared.Door.Address, dead.Address], null);

        var failure = await Assert.ThrowsAsync<DrpcException>(() => new HttpFailoverClient(servers).ExecuteAsync("fail", "x"));

        Assert.Equal(DrpcFailureCode.FunctionFailed, failure.Code);
    }

    [Fact]
    public async Task Execute_ConnectionEndsBeforeTheAnswer_IsNotRepeated()
    {
        using var rude = new TcpListener(IPAddress.Loopback, 0);
        rude.Start();
        using var servers = new HttpServers([new Uri($"http://{rude.LocalEndpoint}/"), shared.Door.Address], null);
        var call = new HttpFailoverClient(servers).ExecuteAsync("echo", "x");

        using (var connection = await rude.AcceptTcpClientAsync().Within("the call's connection"))
        {
            Assert.True(await connection.GetStream().ReadAsync(new byte[1]).AsTask().Within("the call") > 0);
        }

        var failure = await Assert.ThrowsAsync<DrpcException>(() => call.Within("the call's end"));
        Assert.Equal(DrpcFailureCode.SiloLost, failure.Code);
        Assert.Null(ConnectFailure.Of(failure));
    }

    [Fact]
    public async Task Execute_AllDead_NamesAllThatWereTried()
    {
        using var dead = new DeadPort();
        using var alsoDead = new DeadPort();
        using var servers = new HttpServers([dead.Address, alsoDead.Address], null);

        var failure = await Assert.ThrowsAsync<DrpcException>(() => new HttpFailoverClient(servers).ExecuteAsync("echo", "x"));

        Assert.Equal(DrpcFailureCode.SiloLost, failure.Code);
        Assert.NotNull(ConnectFailure.Of(failure));
        Assert.Contains($"{dead.Address}", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{alsoDead.Address}", failure.Message, StringComparison.Ordinal);
    }
}
