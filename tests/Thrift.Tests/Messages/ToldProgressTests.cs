namespace OrleansDrpc.Thrift.Tests;

public sealed class ToldProgressTests
{
    [Fact]
    public void Progress_BothWays()
    {
        ToldProgress[] progress = [new("1", ["first", "名"], 3), new("2", [], 1)];
        var call = new PullRequestsCall(["a"], 0, 0, TellsEnded: true, Progress: ToldProgress.Write(progress));

        var told = Bytes.Read(Bytes.MessageOf(Bytes.Of(output => call.Write(output, 1))), PullRequestsCall.Read).Progress;

        Assert.Equal(progress.Select(one => (one.Id, string.Join(' ', one.Finished), one.Stages)), ToldProgress.Read(told!).Select(one => (one.Id, string.Join(' ', one.Finished), one.Stages)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("""[{"Id":null,"Finished":[],"Stages":1}]""")]
    [InlineData("""[{"Id":"1","Finished":null,"Stages":1}]""")]
    [InlineData("""[{"Id":"1","Finished":[null],"Stages":1}]""")]
    [InlineData("""[{"Id":"1","Finished":["a","b"],"Stages":1}]""")]
    public void Read_SomethingElse_IsNone(string text) => Assert.Empty(ToldProgress.Read(text));
}
