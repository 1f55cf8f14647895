namespace OrleansDrpc.Thrift.Tests;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("127.0.0.1:1", "127.0.0.1", 1)]
    [InlineData("drpc-1.example.com:65535", "drpc-1.example.com", 65535)]
    [InlineData("[::1]:3772", "::1", 3772)]
    public void Read_HostAndPort_AreBoth(string text, string host, int port)
    {
        var server = HostPort.Read(text);

        Assert.Equal((host, port), (server!.Host, server.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("localhost:")]
    [InlineData(":1")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:-1")]
    [InlineData("localhost: 1")]
    [InlineData("localhost:x")]
    [InlineData("::1:3772")]
    [InlineData("[::1]")]
    [InlineData("a b:1")]
    [InlineData("http://localhost:1")]
    [InlineData("user@localhost:1")]
    public void Read_AnythingElse_IsNone(string text) => Assert.Null(HostPort.Read(text));
}
