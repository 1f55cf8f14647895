using System.Net;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded.Tests;

public sealed class IdTests
{
    [Fact]
    public void SiloAddress_ParsableString_ParsesToAnEqualAddress()
    {
        var address = SiloAddress.New(IPEndPoint.Parse("10.1.2.3:11111"), 42);

        var parsed = SiloAddress.FromParsableString(address.ToParsableString());

        Assert.Equal("10.1.2.3:11111@42", address.ToParsableString());
        Assert.Equal(address, parsed);
        Assert.Equal(address.GetHashCode(), parsed.GetHashCode());
        Assert.NotEqual(address, SiloAddress.New(IPEndPoint.Parse("10.1.2.3:11111"), 43));
        Assert.Equal("S10.1.2.3:11111:42", address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.1.2.3:11111")]
    [InlineData("10.1.2.3:11111@x")]
    [InlineData("nonsense@1")]
    public void SiloAddress_BadText_IsRefused(string text) => Assert.Throws<FormatException>(() => SiloAddress.FromParsableString(text));

    [Fact]
    public void GrainId_EqualTypeAndKey_IsEqual()
    {
        var id = Id("hello", "key");

        Assert.Equal("hello/key", id.ToString());
        Assert.Equal(id, Id("hello", "key"));
        Assert.Equal(id.GetHashCode(), Id("hello", "key").GetHashCode());
        Assert.NotEqual(id, Id("hello", "other"));
        Assert.NotEqual(id, Id("other", "key"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void GrainKeys_Integer_ComesBack(long key) => Assert.Equal(key, GrainKeys.ToInteger(GrainKeys.From(key)));

    [Fact]
    public void GrainKeys_Integer_IsWrittenAsOrleansWritesIt() => Assert.Equal("FF", GrainKeys.From(255).ToString());

    [Fact]
    public void StableHash_KeysThatDifferInOneByte_Differ()
    {
        var hashes = Enumerable.Range(0, 10_000).Select(number => IdSpan.Create($"key-{number}").GetHashCode()).Distinct().Count();

        Assert.InRange(hashes, 9_990, 10_000);
    }

    private static GrainId Id(string type, string key) => new(new GrainType(IdSpan.Create(type)), IdSpan.Create(key));
}
