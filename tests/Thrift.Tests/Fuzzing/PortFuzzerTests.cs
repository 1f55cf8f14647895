using Xunit.Sdk;

namespace OrleansDrpc.Thrift.Tests;

public sealed class PortFuzzerTests
{
    [Fact]
    public async Task Attack_ServerThatDropsBadConnections_NeighbourGoesOn()
    {
        await using var server = ScriptedServer.Refusing();
        server.Listen(peer => AnswerAsync(peer, peer.Dispose));
        await using var neighbour = await Neighbour.ConnectAsync(server.EndPoint);
        using var fuzzer = new PortFuzzer(server.EndPoint);
        await fuzzer.AttackAsync(1000, () => neighbour.CallAsync("echo", "x", "x!"));

        // Connections may be accepted after those who made them have left.
        for (var i = 0; i < 1001; i++)
        {
            await server.AcceptAsync();
        }

        Assert.Equal(1001, server.Accepted);
    }

    [Fact]
    public async Task Attack_ServerThatStopsAtTheFirstBadFrame_Noticed()
    {
        await using var server = ScriptedServer.Refusing();
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Listen(peer => AnswerAsync(peer, () => stopping.TrySetResult()));
        await using var neighbour = await Neighbour.ConnectAsync(server.EndPoint);
        using var fuzzer = new PortFuzzer(server.EndPoint);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => fuzzer.AttackAsync(1000, async () =>
        {
            await stopping.Task.Within("a bad frame to be noticed");
            await server.DisposeAsync();
            await neighbour.CallAsync("echo", "x", "x!");
        }));
        Assert.Contains(FuzzRun.SeedVariable, error.Message);
    }

    private static async Task AnswerAsync(Peer peer, Action atABadFrame)
    {
        try
        {
            await peer.AnswerAllAsync(call => call.Argument + "!");
        }
        catch (Exception e) when (e is ThriftProtocolException or XunitException)
        {
            atABadFrame();
        }
    }
}
