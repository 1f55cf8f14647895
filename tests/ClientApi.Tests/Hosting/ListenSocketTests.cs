using System.Net;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class ListenSocketTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    public void Listen_FreePort_TakesOne(string address, string expected)
    {
        using var socket = Socket(address, 0);

        socket.Listen();

        Assert.Equal(IPAddress.Parse(expected), socket.EndPoint.Address);
        Assert.InRange(socket.EndPoint.Port, 1, 65535);
    }

    [Fact]
    public void Listen_PortInUse_SaysSo()
    {
        using var first = Socket("127.0.0.1", 0);
        first.Listen();
        using var second = Socket("127.0.0.1", first.EndPoint.Port);

        var refusal = Assert.Throws<StartException>(second.Listen);

        Assert.Equal(StartException.Failed, refusal.ExitCode);
        Assert.Contains($"Port {first.EndPoint.Port}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Listen_AddressOfAnotherMachine_SaysSo()
    {
        using var socket = Socket("192.0.2.1", 0);

        Assert.Contains("192.0.2.1", Assert.Throws<StartException>(socket.Listen).Message, StringComparison.Ordinal);
    }

    private static ListenSocket Socket(string address, int port) =>
        new ListenSockets(Options.Create(new FrontDoorOptions { HttpAddress = address, HttpPort = port })).Http!;
}
