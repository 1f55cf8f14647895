using System.Net.Sockets;

namespace OrleansDrpc.Thrift.Tests;

/// <summary>What Storm's ThriftClientTest demands, and the limits of the options.</summary>
public sealed class ArgumentTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(65_536)]
    public void Constructor_PortOutOfRange_Throws(int port)
    {
        Assert.ThrowsAny<ArgumentException>(() => new DrpcThriftClient("localhost", port));
        Assert.ThrowsAny<ArgumentException>(() => new DrpcThriftClient(new DrpcThriftClientOptions { Servers = ["localhost"], Port = port }));
    }

    [Fact]
    public void Constructor_HostNull_Throws()
    {
        Assert.ThrowsAny<ArgumentException>(() => new DrpcThriftClient((string)null!));
        Assert.ThrowsAny<ArgumentException>(() => new DrpcThriftClient(new DrpcThriftClientOptions { Servers = [null!] }));
        Assert.ThrowsAny<ArgumentException>(() => new DrpcThriftClient(new DrpcThriftClientOptions { Servers = null! }));
        Assert.ThrowsAny<ArgumentException>(() => new DrpcThriftClient((DrpcThriftClientOptions)null!));
    }

    [Fact]
    public async Task Execute_HostEmpty_CannotConnect()
    {
        await using var client = new DrpcThriftClient("");
        var error = await Assert.ThrowsAsync<DrpcException>(() => client.ExecuteAsync("f", "x"));
        Assert.Equal(DrpcFailureCode.SiloLost, error.Code);
        Assert.IsType<SocketException>(Assert.IsType<NoServerException>(error.InnerException).InnerException);
    }

    [Fact]
    public void Constructor_NoServers_Throws() =>
        Assert.Throws<ArgumentException>(() => new DrpcThriftClient(new DrpcThriftClientOptions { Servers = [] }));

    [Fact]
    public void Constructor_LimitOutOfRange_ThrowsWithItsName()
    {
        var valid = new DrpcThriftClientOptions { Servers = ["localhost"] };
        Refused(valid with { MaxFrameBytes = 0 }, nameof(valid.MaxFrameBytes));
        Refused(valid with { MaxConnectionsPerServer = 0 }, nameof(valid.MaxConnectionsPerServer));
        Refused(valid with { ConnectTimeout = TimeSpan.Zero }, nameof(valid.ConnectTimeout));
        Refused(valid with { IdleConnectionTimeout = TimeSpan.FromDays(50) }, nameof(valid.IdleConnectionTimeout));
        Refused(valid with { CallTimeout = TimeSpan.FromTicks(-1) }, nameof(valid.CallTimeout));

        static void Refused(DrpcThriftClientOptions options, string name) =>
            Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new DrpcThriftClient(options)).ParamName);
    }

    [Theory]
    [InlineData("storm1", "storm1", 99)]
    [InlineData("storm1:4000", "storm1", 4000)]
    [InlineData("::1", "::1", 99)]
    [InlineData("[::1]", "::1", 99)]
    [InlineData("[::1]:4000", "::1", 4000)]
    [InlineData("", "", 99)]
    [InlineData(":4000", "", 4000)]
    public void Parse_Server_HostAndPort(string text, string host, int port) =>
        Assert.Equal((host, port), (ServerAddress.Parse(text, 99).Host, ServerAddress.Parse(text, 99).Port));

    [Theory]
    [InlineData("storm1:")]
    [InlineData("storm1:0")]
    [InlineData("storm1:65536")]
    [InlineData("storm1:-1")]
    [InlineData("storm1:x")]
    [InlineData("[::1]:")]
    public void Parse_PortWrong_Throws(string text) => Assert.Throws<ArgumentException>(() => ServerAddress.Parse(text, 99));

    [Fact]
    public async Task Execute_NullArguments_Throws()
    {
        await using var client = new DrpcThriftClient("localhost");
        await Assert.ThrowsAsync<ArgumentNullException>(() => client.ExecuteAsync(null!, ""));
        await Assert.ThrowsAsync<ArgumentNullException>(() => client.ExecuteAsync("f", (string)null!));
    }
}
