using System.Net.Sockets;
using System.Text;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class HangUpTests(SharedFrontDoor shared)
{
    private readonly FrontDoor _door = shared.Door;

    [Theory]
    [InlineData("/drpc/hold", false)]
    [InlineData("/v1/functions/hold/invoke", true)]
    public async Task Post_ClientHangsUp_CancelsTheRunningStage(string path, bool json)
    {
        var gate = Gate.New();
        var body = json ? $"\"{gate.Key}\"" : gate.Key;
        using (var tcp = new TcpClient())
        {
            await tcp.ConnectAsync(_door.Address.Host, _door.Address.Port).Within("a connection");
            var request = $"POST {path} HTTP/1.1\r\nHost: {_door.Address.Authority}\r\nContent-Length: {body.Length}\r\n\r\n{body}";
            await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
            await gate.Reached;
        }

        await gate.Cancelled;
    }

    [Fact]
    public async Task Get_ClientCancels_CancelsTheRunningStage()
    {
        var gate = Gate.New();
        using var cancellation = new CancellationTokenSource();
        var call = _door.Http.GetAsync("/drpc/hold/" + gate.Key, cancellation.Token);
        await gate.Reached;

        await cancellation.CancelAsync();

        await gate.Cancelled;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Get_ClientHalfHangsUp_IsNotAnsweredWithAnEmptyResult()
    {
        var gate = Gate.New();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_door.Address.Host, _door.Address.Port).Within("a connection");
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /drpc/hold/{gate.Key} HTTP/1.1\r\nHost: a\r\n\r\n"));
        await gate.Reached;

        tcp.Client.Shutdown(SocketShutdown.Send);

        await gate.Cancelled;
        using var reader = new StreamReader(stream);
        Assert.DoesNotContain("200 OK", await reader.ReadToEndAsync().Within("the end of the connection"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ClientHangsUpInTheBody_IsNoCallAndNoFault()
    {
        var log = new LogCollector();
        await using var door = await FrontDoor.StartAsync(log);
        for (var hangUp = 0; hangUp < 50; hangUp++)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(door.Address.Host, door.Address.Port).Within("a connection");
            await tcp.GetStream().WriteAsync("POST /drpc/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray());
        }

        Assert.Equal("on", await door.Http.GetStringAsync("/drpc/echo/on"));
        await door.StopAsync();
        Assert.Empty(log.Lines);
    }
}
