using System.Net;
using System.Text;

namespace OrleansDrpc.Tests.Grains;

public sealed class PinnedKeyTests
{
    [Theory]
    [InlineData("127.0.0.1", 11111, 0)]
    [InlineData("10.1.2.3", 65535, 461234567)]
    [InlineData("::1", 1, 7)]
    public void Of_AnySilo_NamesThatSiloAndNoOther(string address, int port, int generation)
    {
        var silo = Silo(address, port, generation);

        Assert.All(
            (string[])[PinnedKey.Of(silo, "a|b@c:d"), PinnedKey.Of(silo, RequestId.New())],
            key =>
            {
                Assert.True(PinnedKey.Names(Encoding.UTF8.GetBytes(key), silo));
                Assert.False(PinnedKey.Names(Encoding.UTF8.GetBytes(key), Silo(address, port, generation + 1)));
                Assert.False(PinnedKey.Names(Encoding.UTF8.GetBytes(key), Silo(address, port - 1, generation)));
                Assert.False(PinnedKey.Names(Encoding.UTF8.GetBytes("x" + key), silo));
            });
    }

    [Fact]
    public void Of_Request_EndsWithItsId()
    {
        var (silo, request) = (Silo("127.0.0.1", 1, 1), RequestId.New());

        Assert.Equal(PinnedKey.Of(silo, request.ToString()), PinnedKey.Of(silo, request));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no separator")]
    [InlineData("|rest")]
    public void Names_KeyThatNamesNoSilo_IsFalse(string key) => Assert.False(PinnedKey.Names(Encoding.UTF8.GetBytes(key), Silo("127.0.0.1", 1, 1)));

    private static SiloAddress Silo(string address, int port, int generation) => SiloAddress.New(new IPEndPoint(IPAddress.Parse(address), port), generation);
}
