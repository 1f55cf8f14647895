using System.Net;

namespace OrleansDrpc.Tests.Grains;

public sealed class PinnedKeyTests
{
    [Theory]
    [InlineData("127.0.0.1", 11111, 0)]
    [InlineData("10.1.2.3", 65535, 461234567)]
    [InlineData("::1", 1, 7)]
    [InlineData("fe80::1", 30000, 12)]
    public void Of_AnySilo_IsReadBack(string address, int port, int generation)
    {
        var silo = SiloAddress.New(new IPEndPoint(IPAddress.Parse(address), port), generation);

        var key = PinnedKey.Of(silo, "a|b@c:d");

        Assert.Equal(silo, PinnedKey.SiloOf(key));
        Assert.Equal("a|b@c:d", PinnedKey.RestOf(key).ToString());
        Assert.Same(PinnedKey.SiloOf(key), PinnedKey.SiloOf(PinnedKey.Of(silo, "other")));
    }

    [Fact]
    public void SiloOf_SameAddressOfAnotherGeneration_IsAnotherSilo()
    {
        var endpoint = new IPEndPoint(IPAddress.Loopback, 1);

        Assert.NotEqual(PinnedKey.Of(SiloAddress.New(endpoint, 1), "x"), PinnedKey.Of(SiloAddress.New(endpoint, 2), "x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no separator")]
    [InlineData("no silo|rest")]
    [InlineData("|rest")]
    public void SiloOf_KeyThatNamesNoSilo_IsRefused(string key) => Assert.ThrowsAny<FormatException>(() => PinnedKey.SiloOf(key));
}
