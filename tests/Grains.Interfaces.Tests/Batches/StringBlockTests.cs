using FsCheck.Fluent;

namespace OrleansDrpc.Tests.Batches;

public sealed class StringBlockTests
{
    [Fact]
    public void Encode_KnownStrings_IsLengthAndUtf8() =>
        Assert.Equal([1, 0, 0, 0, (byte)'a', 255, 255, 255, 255, 0, 0, 0, 0, 2, 0, 0, 0, 0xC3, 0xA9], StringBlock.Encode(["a", null, "", "é"]));

    [Fact]
    public void Decode_Encoded_IsTheSame() =>
        Law.Holds(Law.Text.ArrayOf(), items => Assert.Equal(items, StringBlock.Decode(StringBlock.Encode(items), items.Length)));

    [Fact]
    public void Encode_HalfASurrogatePair_IsRefused() =>
        Assert.ThrowsAny<ArgumentException>(() => StringBlock.Encode(["\uDC00"]));

    [Theory]
    [InlineData(new byte[] { 2, 0, 0, 0, 65 }, 1)]
    [InlineData(new byte[] { 1, 0, 0, 0, 65, 0 }, 1)]
    [InlineData(new byte[] { 254, 255, 255, 255 }, 1)]
    [InlineData(new byte[] { 255, 255, 255, 127 }, 1)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0xFF }, 1)]
    [InlineData(new byte[] { 0, 0, 0 }, 1)]
    [InlineData(new byte[] { 1 }, 0)]
    [InlineData(new byte[] { 0, 0, 0, 0 }, -1)]
    public void Decode_CorruptBytes_IsRefused(byte[] bytes, int count) =>
        Assert.Throws<InvalidDataException>(() => StringBlock.Decode(bytes, count));
}
