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
    public async Task Post_ClientHangsUpInTheBody_ServiceGoesOn()
    {
        using (var tcp = new TcpClient())
        {
            await tcp.ConnectAsync(_door.Address.Host, _door.Address.Port).Within("a connection");
            await tcp.GetStream().WriteAsync("POST /drpc/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray());
        }

        Assert.Equal("on", await _door.Http.GetStringAsync("/drpc/echo/on"));
    }
}
