using System.Buffers;

namespace OrleansDrpc.Thrift.Tests;

/// <summary>Every message of Storm's two services as the bytes that Storm's own clients and servers send.</summary>
public sealed class GoldenBytesTests
{
    private const string Execute = "00 00 00 07 65 78 65 63 75 74 65";
    private const string FetchRequest = "00 00 00 0c 66 65 74 63 68 52 65 71 75 65 73 74";

    [Fact]
    public void ExecuteCall_BothWays() => Same(
        $"00 00 00 32 80 01 00 01 {Execute} 00 00 00 01"
        + "0b 00 01 00 00 00 0b 65 78 63 6c 61 6d 61 74 69 6f 6e 0b 00 02 00 00 00 05 68 65 6c 6c 6f 00",
        output => ExecuteCall.Write(output, 1, "exclamation", "hello"),
        ThriftMessageType.Call,
        1,
        ExecuteCall.Read,
        new ExecuteCall("exclamation", "hello"));

    [Fact]
    public void ExecuteReply_Answer_BothWays() => Same(
        $"00 00 00 21 80 01 00 02 {Execute} 00 00 00 01 0b 00 00 00 00 00 06 68 65 6c 6c 6f 21 00",
        output => ExecuteReply.Write(output, 1, "hello!"),
        ThriftMessageType.Reply,
        1,
        ExecuteReply.Read,
        new ExecuteReply("hello!", null, null));

    [Fact]
    public void ExecuteReply_FailedRequest_BothWays() => SameFailure(
        $"00 00 00 34 80 01 00 02 {Execute} 00 00 00 01"
        + "0c 00 01 0b 00 01 00 00 00 0e 52 65 71 75 65 73 74 20 66 61 69 6c 65 64 08 00 02 00 00 00 03 00 00",
        StormFailure.Default);

    [Fact]
    public void ExecuteReply_ServerTimeout_BothWays() => SameFailure(
        $"00 00 00 2f 80 01 00 02 {Execute} 00 00 00 01"
        + "0c 00 01 0b 00 01 00 00 00 09 54 69 6d 65 64 20 4f 75 74 08 00 02 00 00 00 02 00 00",
        StormFailure.TimedOut);

    [Fact]
    public void ExecuteReply_ServerShutdown_BothWays() => SameFailure(
        $"00 00 00 3a 80 01 00 02 {Execute} 00 00 00 01"
        + "0c 00 01 0b 00 01 00 00 00 14 53 65 72 76 65 72 20 53 68 75 74 74 69 6e 67 20 44 6f 77 6e 08 00 02 00 00 00 01 00 00",
        StormFailure.ShuttingDown);

    [Fact]
    public void ExecuteReply_FailureWithoutType_BothWays() => SameFailure(
        $"00 00 00 23 80 01 00 02 {Execute} 00 00 00 01 0c 00 01 0b 00 01 00 00 00 04 62 6f 6f 6d 00 00",
        new StormFailure("boom", null));

    [Fact]
    public void ExecuteReply_NotAuthorized_BothWays()
    {
        const string Message = "DRPC request 'execute' for 'unknown' user is not authorized";
        Same(
            $"00 00 00 5a 80 01 00 02 {Execute} 00 00 00 01 0c 00 02 0b 00 01 00 00 00 3b {Ascii(Message)} 00 00",
            output => ExecuteReply.WriteNotAuthorized(output, 1, Message),
            ThriftMessageType.Reply,
            1,
            ExecuteReply.Read,
            new ExecuteReply(null, null, Message));
    }

    [Fact]
    public void ApplicationError_UnknownMethod_BothWays() => Same(
        "00 00 00 3a 80 01 00 03 00 00 00 04 6e 6f 70 65 00 00 00 01"
        + "0b 00 01 00 00 00 1b 49 6e 76 61 6c 69 64 20 6d 65 74 68 6f 64 20 6e 61 6d 65 3a 20 27 6e 6f 70 65 27 08 00 02 00 00 00 01 00",
        output => ApplicationError.UnknownMethod("nope").Write(output, "nope"u8, 1),
        ThriftMessageType.Exception,
        1,
        ApplicationError.Read,
        new ApplicationError("Invalid method name: 'nope'", ApplicationErrorType.UnknownMethod));

    [Fact]
    public void FetchRequestCall_BothWays() => Same(
        $"00 00 00 2b 80 01 00 01 {FetchRequest} 00 00 00 01 0b 00 01 00 00 00 0b 65 78 63 6c 61 6d 61 74 69 6f 6e 00",
        output => FetchRequestCall.Write(output, 1, "exclamation"),
        ThriftMessageType.Call,
        1,
        FetchRequestCall.Read,
        new FetchRequestCall("exclamation"));

    [Fact]
    public void FetchRequestReply_Nothing_BothWays() => Same(
        $"00 00 00 2b 80 01 00 02 {FetchRequest} 00 00 00 01 0c 00 00 0b 00 01 00 00 00 00 0b 00 02 00 00 00 00 00 00",
        output => FetchRequestReply.WriteNothing(output, 1),
        ThriftMessageType.Reply,
        1,
        FetchRequestReply.Read,
        new FetchRequestReply("", "", null));

    [Fact]
    public void FetchRequestReply_Request_BothWays() => Same(
        $"00 00 00 31 80 01 00 02 {FetchRequest} 00 00 00 01 0c 00 00 0b 00 01 00 00 00 05 68 65 6c 6c 6f 0b 00 02 00 00 00 01 31 00 00",
        output => FetchRequestReply.Write(output, 1, "hello", "1"),
        ThriftMessageType.Reply,
        1,
        FetchRequestReply.Read,
        new FetchRequestReply("hello", "1", null));

    [Fact]
    public void ResultCall_BothWays() => Same(
        "00 00 00 28 80 01 00 01 00 00 00 06 72 65 73 75 6c 74 00 00 00 02 0b 00 01 00 00 00 01 31 0b 00 02 00 00 00 06 68 65 6c 6c 6f 21 00",
        output => ResultCall.Write(output, 2, "1", "hello!"),
        ThriftMessageType.Call,
        2,
        ResultCall.Read,
        new ResultCall("1", "hello!"));

    [Fact]
    public void FinishReply_Nothing_BothWays() => Same(
        "00 00 00 13 80 01 00 02 00 00 00 06 72 65 73 75 6c 74 00 00 00 02 00",
        output => FinishReply.Write(output, ResultCall.Method, 2),
        ThriftMessageType.Reply,
        2,
        FinishReply.Read,
        new FinishReply(null));

    [Fact]
    public void FinishReply_NotAuthorized_BothWays() => Same(
        "00 00 00 20 80 01 00 02 00 00 00 06 72 65 73 75 6c 74 00 00 00 02 0c 00 01 0b 00 01 00 00 00 02 6e 6f 00 00",
        output => FinishReply.WriteNotAuthorized(output, ResultCall.Method, 2, "no"),
        ThriftMessageType.Reply,
        2,
        FinishReply.Read,
        new FinishReply("no"));

    [Fact]
    public void FailRequestCall_BothWays() => Same(
        "00 00 00 20 80 01 00 01 00 00 00 0b 66 61 69 6c 52 65 71 75 65 73 74 00 00 00 02 0b 00 01 00 00 00 01 31 00",
        output => FailRequestCall.Write(output, 2, "1"),
        ThriftMessageType.Call,
        2,
        FailRequestCall.Read,
        new FailRequestCall("1"));

    [Fact]
    public void FailRequestV2Call_BothWays() => Same(
        "00 00 00 38 80 01 00 01 00 00 00 0d 66 61 69 6c 52 65 71 75 65 73 74 56 32 00 00 00 02 0b 00 01 00 00 00 01 31"
        + "0c 00 02 0b 00 01 00 00 00 04 62 6f 6f 6d 08 00 02 00 00 00 03 00 00",
        output => FailRequestV2Call.Write(output, 2, "1", new StormFailure("boom", StormFailureType.FailedRequest)),
        ThriftMessageType.Call,
        2,
        FailRequestV2Call.Read,
        new FailRequestV2Call("1", new StormFailure("boom", StormFailureType.FailedRequest)));

    [Fact]
    public void Methods_TheirNamesInStormsInterfaces()
    {
        Assert.Equal("execute"u8, ExecuteCall.Method);
        Assert.Equal("fetchRequest"u8, FetchRequestCall.Method);
        Assert.Equal("result"u8, ResultCall.Method);
        Assert.Equal("failRequest"u8, FailRequestCall.Method);
        Assert.Equal("failRequestV2"u8, FailRequestV2Call.Method);
    }

    private static void SameFailure(string hex, StormFailure failure) => Same(
        hex,
        output => ExecuteReply.Write(output, 1, failure),
        ThriftMessageType.Reply,
        1,
        ExecuteReply.Read,
        new ExecuteReply(null, failure, null));

    private static void Same<T>(
        string hex, Action<IBufferWriter<byte>> write, ThriftMessageType type, int sequenceId, ReplyParser<T> read, T value)
    {
        var frame = Bytes.Hex(hex);
        Assert.Equal(Convert.ToHexString(frame), Convert.ToHexString(Bytes.Of(write)));
        var reader = new ThriftReader(Bytes.MessageOf(frame));
        var header = reader.ReadHeader();
        Assert.Equal((type, sequenceId), (header.Type, header.SequenceId));
        Assert.Equal(value, read(ref reader));
    }

    private static string Ascii(string text) => Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(text));
}
