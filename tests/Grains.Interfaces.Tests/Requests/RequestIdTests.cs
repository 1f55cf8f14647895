namespace OrleansDrpc.Tests.Requests;

public sealed class RequestIdTests
{
    [Fact]
    public void Parse_Text_IsTheId()
    {
        var id = RequestId.New();

        Assert.Equal(id, RequestId.Parse(id.ToString()));
        Assert.Matches("^[0-9a-f]{32}$", id.ToString());
    }

    [Fact]
    public void New_Twice_Differs() => Assert.NotEqual(RequestId.New(), RequestId.New());

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("00112233-4455-6677-8899-aabbccddeeff")]
    public void Parse_OtherText_IsRefused(string text) => Assert.Throws<FormatException>(() => RequestId.Parse(text));

    [Fact]
    public void AttemptId_AsText_IsIdAndNumber()
    {
        var id = RequestId.New();

        Assert.Equal($"{id}.2", new AttemptId(id, 2).ToString());
    }
}
