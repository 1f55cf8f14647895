using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class BodyLimitTests(SharedFrontDoor shared)
{
    private const int Limit = 1 << 20;
    private readonly FrontDoor _door = shared.Door;

    [Fact]
    public async Task Body_AtTheLimit_IsServed()
    {
        var text = new string('x', Limit);
        using var chunked = new ChunkedContent(Encoding.UTF8.GetBytes(text));

        Assert.Equal(text, (await _door.Http.PostTextAsync("/drpc/echo", text)).Text());
        Assert.Equal(text, (await _door.Http.PostAsync("/drpc/echo", chunked)).Text());
        Assert.Equal($"\"{text[2..]}\"", (await _door.Http.InvokeAsync("echo", $"\"{text[2..]}\"")).Text());
    }

    [Fact]
    public async Task Body_OneByteOver_Is413AndNamesTheLimit()
    {
        var text = new string('x', Limit + 1);
        using var chunked = new ChunkedContent(Encoding.UTF8.GetBytes(text));

        var storm = (await _door.Http.PostTextAsync("/drpc/echo", text)).AssertStormError(HttpStatusCode.RequestEntityTooLarge, "FAILED_REQUEST");
        var invoke = (await _door.Http.InvokeAsync("echo", text)).AssertProblem(HttpStatusCode.RequestEntityTooLarge, DrpcFailureCode.BadArgument);
        var pieces = (await _door.Http.PostAsync("/drpc/echo", chunked)).AssertStormError(HttpStatusCode.RequestEntityTooLarge, "FAILED_REQUEST");

        Assert.Contains("1,048,576", storm, StringComparison.Ordinal);
        Assert.Equal([storm, storm], [invoke, pieces]);
    }

    [Fact]
    public async Task Body_FarOver_IsRefusedBeforeItIsSent()
    {
        var answer = await RawHttp.SendAsync(
            _door.Address, $"POST /drpc/echo HTTP/1.1\r\nHost: {_door.Address.Authority}\r\nContent-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n");

        Assert.Equal(413, RawHttp.Status(answer));
    }

    [Fact]
    public async Task Body_LimitFromSettings_CountsForBodiesAndPaths()
    {
        await using var door = await FrontDoor.StartAsync(("Drpc:MaxArgumentBytes", "4"));

        Assert.Equal("ééé"[..2], (await door.Http.PostTextAsync("/drpc/echo", "éé")).Text());
        (await door.Http.PostTextAsync("/drpc/echo", "ééé")).AssertStormError(HttpStatusCode.RequestEntityTooLarge, "FAILED_REQUEST");
        (await door.Http.GetAsync("/drpc/echo/12345")).AssertStormError(HttpStatusCode.RequestEntityTooLarge, "FAILED_REQUEST");
    }

    [Fact]
    public async Task Body_OfManyMegabytes_IsServedWhereAllowed()
    {
        await using var door = await FrontDoor.StartAsync(("Drpc:MaxArgumentBytes", $"{20 << 20}"));
        var text = new string('é', 10 << 20);
        using var chunked = new ChunkedContent(Encoding.UTF8.GetBytes(text));

        Assert.Equal(text, (await door.Http.PostTextAsync("/drpc/echo", text)).Text());
        Assert.Equal(text, (await door.Http.PostAsync("/drpc/echo", chunked)).Text());
    }

    [Fact]
    public async Task Body_TooMuchBesideOthers_Is503UntilTheyAreIn()
    {
        await using var door = await FrontDoor.StartAsync(("FrontDoor:MaxReceivingBytes", $"{1 << 20}"));
        var receiving = door.Services.GetRequiredService<ReceivingLimit>();
        var text = new string('x', 600_000);
        using var slow = new TcpClient();
        await slow.ConnectAsync(door.Address.Host, door.Address.Port).Within("a connection");
        var head = $"POST /drpc/echo HTTP/1.1\r\nHost: {door.Address.Authority}\r\nConnection: close\r\nContent-Length: {text.Length}\r\n\r\n";
        await slow.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head + text[..1000]));
        await Waits.Until(() => receiving.Bytes == text.Length, "the beginning of the body to come in");

        using var chunked = new ChunkedContent(Encoding.UTF8.GetBytes(text));
        var storm = await door.Http.PostTextAsync("/drpc/echo", text);
        storm.AssertStormError(HttpStatusCode.ServiceUnavailable, "FAILED_REQUEST");
        Assert.Equal(TimeSpan.FromSeconds(1), storm.Headers.RetryAfter!.Delta);
        var message = (await door.Http.InvokeAsync("echo", $"\"{text}\"")).AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.Overloaded);
        Assert.Contains("FrontDoor:MaxReceivingBytes", message, StringComparison.Ordinal);
        (await door.Http.PostAsync("/drpc/echo", chunked)).AssertStormError(HttpStatusCode.ServiceUnavailable, "FAILED_REQUEST");
        Assert.Equal("small", (await door.Http.PostTextAsync("/drpc/echo", "small")).Text());

        await slow.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text[1000..]));
        using var reader = new StreamReader(slow.GetStream(), Encoding.UTF8);
        Assert.EndsWith(text, await reader.ReadToEndAsync().Within("the answer"), StringComparison.Ordinal);
        Assert.Equal(text, (await door.Http.PostTextAsync("/drpc/echo", text)).Text());
        Assert.Equal(0, receiving.Bytes);
    }

    [Fact]
    public async Task Body_BrokenChunk_Is400AndEndsTheConnection()
    {
        var log = new LogCollector();
        await using var door = await FrontDoor.StartAsync(log);

        var answer = await RawHttp.SendAsync(
            door.Address, $"POST /drpc/echo HTTP/1.1\r\nHost: {door.Address.Authority}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n");

        Assert.Equal(400, RawHttp.Status(answer));
        Assert.Contains("FAILED_REQUEST", RawHttp.Body(answer), StringComparison.Ordinal);
        Assert.Equal("on", await door.Http.GetStringAsync("/drpc/echo/on"));
        await door.StopAsync();
        Assert.Empty(log.Lines);
    }
}
