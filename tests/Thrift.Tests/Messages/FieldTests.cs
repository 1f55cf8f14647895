namespace OrleansDrpc.Thrift.Tests;

/// <summary>Fields as other versions and other libraries may send them.</summary>
public sealed class FieldTests
{
    private const string Function = "0b 00 01 00 00 00 01 66 ";
    private const string Argument = "0b 00 02 00 00 00 01 78 ";
    private static readonly ExecuteCall Call = new("f", "x");

    [Fact]
    public void Execute_FieldsInAnyOrder_Read() => Assert.Equal(Call, Execute(Argument + Function + "00"));

    [Fact]
    public void Execute_FieldsAbsent_Null()
    {
        Assert.Equal(new ExecuteCall(null, null), Execute("00"));
        Assert.Equal(new ExecuteCall(null, "x"), Execute(Argument + "00"));
    }

    [Fact]
    public void Execute_FieldTwice_TheLastCounts() => Assert.Equal(Call, Execute(Argument + "0b 00 01 00 00 00 01 67" + Function + "00"));

    [Theory]
    [InlineData("02 00 09 01")]
    [InlineData("03 00 09 01")]
    [InlineData("04 00 09 3f f0 00 00 00 00 00 00")]
    [InlineData("06 00 09 00 01")]
    [InlineData("08 00 09 00 00 00 01")]
    [InlineData("0a 00 09 00 00 00 00 00 00 00 01")]
    [InlineData("0b 00 09 00 00 00 02 ff fe")]
    [InlineData("10 00 09 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f")]
    [InlineData("0c 00 09 00")]
    [InlineData("0c 00 09 08 00 01 00 00 00 01 0c 00 02 0b 00 01 00 00 00 01 61 00 00")]
    [InlineData("0d 00 09 00 00 00 00 00 00")]
    [InlineData("0d 00 09 0b 08 00 00 00 02 00 00 00 01 61 00 00 00 01 00 00 00 01 62 00 00 00 02")]
    [InlineData("0e 00 09 06 00 00 00 02 00 01 00 02")]
    [InlineData("0f 00 09 0f 00 00 00 02 02 00 00 00 01 01 0c 00 00 00 01 00")]
    [InlineData("0b ff ff 00 00 00 00")]
    [InlineData("0b 00 00 00 00 00 00")]
    public void Execute_UnknownField_PassedOver(string field) => Assert.Equal(Call, Execute(Function + field + Argument + "00"));

    [Theory]
    [InlineData("08 00 01 00 00 00 01")]
    [InlineData("0c 00 01 00")]
    public void Execute_FieldOfAnotherType_AsIfAbsent(string field) =>
        Assert.Equal(new ExecuteCall(null, "x"), Execute(field + Argument + "00"));

    [Theory]
    [InlineData("01 00 09")]
    [InlineData("05 00 09 00")]
    [InlineData("11 00 09 00")]
    [InlineData("ff 00 09 00")]
    [InlineData("0f 00 09 00 00 00 00 01 00")]
    [InlineData("0d 00 09 01 0b 00 00 00 01 00 00 00 00 00")]
    public void Execute_FieldOfNoType_Malformed(string field) => Malformed(field + "00");

    [Theory]
    [InlineData("")]
    [InlineData("0b")]
    [InlineData("0b 00")]
    [InlineData("0b 00 01")]
    [InlineData("0b 00 01 00 00 00")]
    [InlineData("0b 00 01 00 00 00 02 66")]
    [InlineData("0b 00 01 ff ff ff ff 00")]
    [InlineData("0b 00 01 7f ff ff ff 00")]
    [InlineData("08 00 09 00 00 00")]
    [InlineData("0f 00 09 0b ff ff ff ff 00")]
    [InlineData("0f 00 09 02 7f ff ff ff 00")]
    [InlineData("0d 00 09 0b 0b 00 00 01 00 00")]
    [InlineData(Function)]
    public void Execute_EndsTooEarlyOrLies_Malformed(string fields) => Malformed(fields);

    [Theory]
    [InlineData("80")]
    [InlineData("c3")]
    [InlineData("c0 80")]
    [InlineData("ed a0 80")]
    [InlineData("f5 80 80 80")]
    public void Execute_NoUtf8_Malformed(string text)
    {
        var bytes = Bytes.Hex(text);
        Malformed($"0b 00 02 00 00 00 {bytes.Length:x2} {text} 00");
    }

    [Fact]
    public void Execute_FourByteCharacters_AsTheyAre() =>
        Assert.Equal(new ExecuteCall(null, "\U0001F600\U0010FFFF"), Execute("0b 00 02 00 00 00 08 f0 9f 98 80 f4 8f bf bf 00"));

    [Fact]
    public void Skip_Nested64Deep_ReadAndDeeperRefused()
    {
        Assert.Equal(Call, Execute(Nested("0c 00 09", 64, "00") + Function + Argument + "00"));
        Malformed(Nested("0c 00 09", 65, "00") + "00");
        Malformed(Nested("0c 00 09", 100_000, "00") + "00");
    }

    [Fact]
    public void Skip_ListsNestedDeep_Refused() =>
        Malformed("0f 00 09" + string.Concat(Enumerable.Repeat("0f 00 00 00 01", 100_000)) + "03 00 00 00 00 00");

    [Fact]
    public void Failure_WithoutItsMessage_HasStormsDefaultOne()
    {
        Assert.Equal(new StormFailure("Request failed", 3), Bytes.ReadFields("0c 00 01 08 00 02 00 00 00 03 00 00", ExecuteReply.Read).Failure);
        Assert.Equal(new StormFailure("Request failed", null), Bytes.ReadFields("0c 00 02 00 00", FailRequestV2Call.Read).Failure);
    }

    [Fact]
    public void NotAuthorized_WithoutItsMessage_StillNotAuthorized()
    {
        Assert.Equal("", Bytes.ReadFields("0c 00 02 00 00", ExecuteReply.Read).NotAuthorized);
        Assert.Equal("", Bytes.ReadFields("0c 00 01 00 00", FetchRequestReply.Read).NotAuthorized);
        Assert.Equal("", Bytes.ReadFields("0c 00 01 00 00", FinishReply.Read).NotAuthorized);
        Assert.Equal("", Bytes.ReadFields("0c 00 01 00 00", PullRequestsReply.Read).NotAuthorized);
    }

    [Fact]
    public void Replies_Empty_AllNull()
    {
        Assert.Equal(new ExecuteReply(null, null, null), Bytes.ReadFields("00", ExecuteReply.Read));
        Assert.Equal(new FetchRequestReply(null, null, null), Bytes.ReadFields("00", FetchRequestReply.Read));
        Assert.Equal(new FinishReply(null), Bytes.ReadFields("00", FinishReply.Read));
        Assert.Equal(new PullRequestsReply(null, null), Bytes.ReadFields("00", PullRequestsReply.Read));
        Assert.Equal(new ApplicationError("", 0), Bytes.ReadFields("00", ApplicationError.Read));
    }

    [Theory]
    [InlineData("00 00 00 00 00 00 00 00", 0.0)]
    [InlineData("3f e8 00 00 00 00 00 00", 0.75)]
    [InlineData("3f f0 00 00 00 00 00 00", 1.0)]
    [InlineData("3f f0 00 00 00 00 00 01", null)]
    [InlineData("bf e8 00 00 00 00 00 00", null)]
    [InlineData("7f f8 00 00 00 00 00 00", null)]
    public void Coverage_IsNoShare_IsSkipped(string bytes, double? coverage)
    {
        Assert.Equal(coverage, Bytes.ReadFields($"0b 00 00 00 00 00 01 61 04 03 e9 {bytes} 00", ExecuteReply.Read).Coverage);
        Assert.Equal(coverage, Bytes.ReadFields($"0b 00 02 00 00 00 01 61 04 03 e9 {bytes} 00", ResultCall.Read).Coverage);
    }

    [Fact]
    public void Failure_TypeUnknown_Kept() => Assert.Equal(
        new StormFailure("m", -7), Bytes.ReadFields("0c 00 01 0b 00 01 00 00 00 01 6d 08 00 02 ff ff ff f9 00 00", ExecuteReply.Read).Failure);

    private static ExecuteCall Execute(string fields) => Bytes.ReadFields(fields, ExecuteCall.Read);

    private static void Malformed(string fields) => Assert.Throws<ThriftProtocolException>(() => Execute(fields));

    private static string Nested(string open, int levels, string close) =>
        string.Concat(Enumerable.Repeat(open, levels)) + string.Concat(Enumerable.Repeat(close, levels));
}
