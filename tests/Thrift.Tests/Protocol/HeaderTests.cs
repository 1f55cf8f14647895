namespace OrleansDrpc.Thrift.Tests;

public sealed class HeaderTests
{
    [Fact]
    public void ReadHeader_Strict_TypeNameAndSequenceId() => Check("80 01 00 01 00 00 00 01 66 ff ff ff ff", ThriftMessageType.Call, "f", -1);

    [Fact]
    public void ReadHeader_OldStyle_TypeNameAndSequenceId() => Check("00 00 00 01 66 01 00 00 00 07", ThriftMessageType.Call, "f", 7);

    [Fact]
    public void ReadHeader_StrictWithAnythingInTheUnusedByte_Read() =>
        Check("80 01 ab 02 00 00 00 00 00 00 00 07", ThriftMessageType.Reply, "", 7);

    [Fact]
    public void ReadHeader_OldStyleExecute_WholeCall()
    {
        var reader = new ThriftReader(Bytes.Hex(
            "00 00 00 07 65 78 65 63 75 74 65 01 00 00 00 01 0b 00 01 00 00 00 01 66 0b 00 02 00 00 00 01 78 00"));
        Assert.Equal("execute", reader.ReadHeader().NameText);
        Assert.Equal(new ExecuteCall("f", "x"), ExecuteCall.Read(ref reader));
    }

    [Theory]
    [InlineData("80 02 00 01 00 00 00 01 66 00 00 00 01")]
    [InlineData("ff ff ff ff")]
    [InlineData("82 21 01 00")]
    public void ReadHeader_AnotherVersionOrProtocol_Malformed(string message) => Malformed(message);

    [Theory]
    [InlineData("")]
    [InlineData("80 01 00")]
    [InlineData("80 01 00 01")]
    [InlineData("80 01 00 01 00 00 00 02 66")]
    [InlineData("80 01 00 01 00 00 00 01 66 00 00 00")]
    [InlineData("80 01 00 01 ff ff ff ff 66 00 00 00 01")]
    [InlineData("00 00 00 01 66 01 00 00 00")]
    [InlineData("7f ff ff ff 66")]
    public void ReadHeader_EndsTooEarlyOrLies_Malformed(string message) => Malformed(message);

    [Fact]
    public void NameText_NoUtf8_StillText() => Check("80 01 00 01 00 00 00 01 ff 00 00 00 01", ThriftMessageType.Call, "\uFFFD", 1);

    private static void Check(string message, ThriftMessageType type, string name, int sequenceId)
    {
        var header = new ThriftReader(Bytes.Hex(message)).ReadHeader();
        Assert.Equal((type, name, sequenceId), (header.Type, header.NameText, header.SequenceId));
    }

    private static void Malformed(string message) =>
        Assert.Throws<ThriftProtocolException>(() => { new ThriftReader(Bytes.Hex(message)).ReadHeader(); });
}
