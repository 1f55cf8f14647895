using System.Net;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded.Tests;

public sealed class IdTests
{
    [Fact]
    public void SiloAddress_ParsableString_ParsesToAnEqualAddress()
    {
        var address = SiloAddress.New(IPAddress.Parse("10.1.2.3"), 11111, 42);

        var parsed = SiloAddress.FromParsableString(address.ToParsableString());

        Assert.Equal("10.1.2.3:11111@42", address.ToParsableString());
        Assert.Equal(address, parsed);
        Assert.Equal(address.GetConsistentHashCode(), parsed.GetConsistentHashCode());
        Assert.NotEqual(address, SiloAddress.New(IPAddress.Parse("10.1.2.3"), 11111, 43));
        Assert.Equal("S10.1.2.3:11111:42", address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.1.2.3:11111")]
    [InlineData("10.1.2.3:11111@x")]
    [InlineData("nonsense@1")]
    public void SiloAddress_BadText_IsRefused(string text)
    {
        Assert.False(SiloAddress.TryParse(text, out _));
        Assert.Throws<FormatException>(() => SiloAddress.FromParsableString(text));
    }

    [Fact]
    public void GrainId_EqualTypeAndKey_IsEqualAndParses()
    {
        var id = GrainId.Create("hello", "key/with/slashes");

        Assert.Equal(id, GrainId.Parse("hello/key/with/slashes"));
        Assert.Equal(id.GetHashCode(), GrainId.Parse(id.ToString()).GetHashCode());
        Assert.NotEqual(id, GrainId.Create("hello", "other"));
        Assert.NotEqual(id, GrainId.Create("other", "key/with/slashes"));
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
}
