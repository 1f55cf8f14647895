namespace OrleansDrpc.Thrift.Tests;

public sealed class PullRequestsTests
{
    private const string Method = "00 00 00 0c 70 75 6c 6c 52 65 71 75 65 73 74 73";

    [Fact]
    public void Call_BothWays()
    {
        var call = new PullRequestsCall(["a", "bc"], 10, 5000);
        var frame = Bytes.Hex(
            $"00 00 00 3a 80 01 00 01 {Method} 00 00 00 07"
            + "0f 00 01 0b 00 00 00 02 00 00 00 01 61 00 00 00 02 62 63"
            + "08 00 02 00 00 00 0a 08 00 03 00 00 13 88 00");
        Assert.Equal(frame, Bytes.Of(output => call.Write(output, 7)));
        var read = Bytes.Read(Bytes.MessageOf(frame), PullRequestsCall.Read);
        Assert.Equal(call.Functions, read.Functions);
        Assert.Equal((10, 5000), (read.Max, read.WaitMilliseconds));
    }

    [Fact]
    public void Reply_Requests_BothWays()
    {
        PulledRequest[] requests = [new("a", "x", "1", 30_000), new("b", "", "2", -1)];
        var frame = Bytes.Hex(
            $"00 00 00 68 80 01 00 02 {Method} 00 00 00 07 0f 00 00 0c 00 00 00 02"
            + "0b 00 01 00 00 00 01 61 0b 00 02 00 00 00 01 78 0b 00 03 00 00 00 01 31 0a 00 04 00 00 00 00 00 00 75 30 00"
            + "0b 00 01 00 00 00 01 62 0b 00 02 00 00 00 00 0b 00 03 00 00 00 01 32 0a 00 04 ff ff ff ff ff ff ff ff 00"
            + "00");
        Assert.Equal(frame, Bytes.Of(output => PullRequestsReply.Write(output, 7, requests)));
        Assert.Equal(requests, Bytes.Read(Bytes.MessageOf(frame), PullRequestsReply.Read).Requests);
    }

    [Fact]
    public void Call_TellsEnded_BothWays()
    {
        var frame = Bytes.Hex(
            $"00 00 00 41 80 01 00 01 {Method} 00 00 00 07"
            + "0f 00 01 0b 00 00 00 02 00 00 00 01 61 00 00 00 02 62 63"
            + "08 00 02 00 00 00 00 08 00 03 00 00 13 88 08 00 04 00 00 00 01 00");
        Assert.Equal(frame, Bytes.Of(output => new PullRequestsCall(["a", "bc"], 0, 5000, TellsEnded: true).Write(output, 7)));
        Assert.True(Bytes.Read(Bytes.MessageOf(frame), PullRequestsCall.Read).TellsEnded);
    }

    [Fact]
    public void Call_MaxOfOne_BothWays()
    {
        var frame = Bytes.Hex(
            $"00 00 00 41 80 01 00 01 {Method} 00 00 00 07"
            + "0f 00 01 0b 00 00 00 02 00 00 00 01 61 00 00 00 02 62 63"
            + "08 00 02 00 00 00 04 08 00 03 00 00 13 88 08 00 06 00 00 00 03 00");
        Assert.Equal(frame, Bytes.Of(output => new PullRequestsCall(["a", "bc"], 4, 5000, MaxOfOne: 3).Write(output, 7)));
        Assert.Equal(3, Bytes.Read(Bytes.MessageOf(frame), PullRequestsCall.Read).MaxOfOne);
    }

    [Fact]
    public void Reply_EndedRequests_StandBehindTheOthersInTheList()
    {
        PulledRequest request = new("a", "x", "1", 30_000, MaxAttempts: 2, IsBatch: true);
        var frame = Bytes.Hex(
            $"00 00 00 73 80 01 00 02 {Method} 00 00 00 07 0f 00 00 0c 00 00 00 03"
            + "0b 00 01 00 00 00 01 61 0b 00 02 00 00 00 01 78 0b 00 03 00 00 00 01 31 0a 00 04 00 00 00 00 00 00 75 30"
            + "08 00 05 00 00 00 02 08 00 06 00 00 00 01 00"
            + "0b 00 03 00 00 00 01 38 08 00 07 00 00 00 01 00"
            + "0b 00 03 00 00 00 01 39 08 00 07 00 00 00 01 00"
            + "00");
        Assert.Equal(frame, Bytes.Of(output => PullRequestsReply.Write(output, 7, [request], "8", "9")));
        var reply = Bytes.Read(Bytes.MessageOf(frame), PullRequestsReply.Read);
        Assert.Equal([request], reply.Requests!);
        Assert.Equal(["8", "9"], reply.Ended!);
    }

    [Fact]
    public void Reply_Nothing_EmptyList()
    {
        var message = Bytes.MessageOf(Bytes.Of(output => PullRequestsReply.Write(output, 7, [])));
        Assert.Equal([], Bytes.Read(message, PullRequestsReply.Read).Requests!);
    }

    [Fact]
    public void Reply_NotAuthorized_NoRequests()
    {
        var reply = Bytes.ReadFields("0c 00 01 0b 00 01 00 00 00 02 6e 6f 00 00", PullRequestsReply.Read);
        Assert.Equal((null, "no"), (reply.Requests, reply.NotAuthorized));
    }

    [Theory]
    [InlineData("0f 00 01 08 00 00 00 01 00 00 00 01 00")]
    [InlineData("0f 00 01 0c 00 00 00 01 00 00")]
    public void Call_FunctionsNoStrings_Malformed(string fields) =>
        Assert.Throws<ThriftProtocolException>(() => Bytes.ReadFields(fields, PullRequestsCall.Read));

    [Fact]
    public void Call_EmptyListOfAnotherType_NoFunctions() =>
        Assert.Empty(Bytes.ReadFields("0f 00 01 08 00 00 00 00 00", PullRequestsCall.Read).Functions);

    [Theory]
    [InlineData("0f 00 00 0b 00 00 00 01 00 00 00 00 00")]
    [InlineData("0f 00 00 0c 00 00 00 01 0b 00 01 00 00 00 00 0b 00 02 00 00 00 00 00 00")]
    [InlineData("0f 00 00 0c 00 00 00 01 08 00 07 00 00 00 01 00 00")]
    public void Reply_NoWholeRequests_Malformed(string fields) =>
        Assert.Throws<ThriftProtocolException>(() => Bytes.ReadFields(fields, PullRequestsReply.Read));

    [Fact]
    public void Call_CountBeyondTheMessage_MalformedAtOnce() =>
        Assert.Throws<ThriftProtocolException>(() => Bytes.ReadFields("0f 00 01 0b 7f ff ff ff 00", PullRequestsCall.Read));
}
