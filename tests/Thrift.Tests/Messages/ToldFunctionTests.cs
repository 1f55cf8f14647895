namespace OrleansDrpc.Thrift.Tests;

public sealed class ToldFunctionTests
{
    [Fact]
    public void Functions_BothWays()
    {
        ToldFunction[] functions = [new("a", 0.5, 1, true), new("名", 30, 2, false)];

        Assert.Equal(functions, ToldFunction.Read(ToldFunction.Write(functions)));
        var call = new PullRequestsCall(["a"], 0, 0, TellsEnded: true, ToldFunction.Write(functions));
        Assert.Equal(call.About, Bytes.Read(Bytes.MessageOf(Bytes.Of(output => call.Write(output, 1))), PullRequestsCall.Read).About);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[7]")]
    [InlineData("[null]")]
    [InlineData("""[{"Name":null,"DeadlineSeconds":1,"MaxAttempts":1}]""")]
    [InlineData("""[{"Name":"a","DeadlineSeconds":0,"MaxAttempts":1}]""")]
    [InlineData("""[{"Name":"a","DeadlineSeconds":1e300,"MaxAttempts":1}]""")]
    [InlineData("""[{"Name":"a","DeadlineSeconds":1,"MaxAttempts":0}]""")]
    public void Read_SomethingElse_IsNone(string text) => Assert.Empty(ToldFunction.Read(text));
}
