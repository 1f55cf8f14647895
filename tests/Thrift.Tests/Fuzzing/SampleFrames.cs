namespace OrleansDrpc.Thrift.Tests;

/// <summary>A message to begin with: its frame, and what reads it.</summary>
internal sealed record SampleFrame(byte[] Frame, int Reader);

/// <summary>Well-formed frames of every message of both services, in both directions.</summary>
internal static class SampleFrames
{
    /// <summary>What reads the fields of each kind of message.</summary>
    public static readonly ReplyParser<object>[] Readers =
    [
        ExecuteCall.Read, ExecuteReply.Read, FetchRequestCall.Read, FetchRequestReply.Read, ResultCall.Read, FailRequestCall.Read,
        FailRequestV2Call.Read, FinishReply.Read, PullRequestsCall.Read, PullRequestsReply.Read, ApplicationError.Read,
    ];

    public static readonly SampleFrame[] All =
    [
        new(Bytes.Of(output => ExecuteCall.Write(output, 1, "exclamation", "hello")), 0),
        new(Bytes.Of(output => ExecuteCall.Write(output, 2, "名\U0001F600", new string('x', 300))), 0),
        new(Bytes.Frame(OldStyleCall), 0),
        new(Bytes.Of(output => ExecuteReply.Write(output, 1, "hello!")), 1),
        new(Bytes.Of(output => ExecuteReply.Write(output, 1, StormFailure.TimedOut)), 1),
        new(Bytes.Of(output => ExecuteReply.WriteNotAuthorized(output, 1, "not you")), 1),
        new(Bytes.Of(output => FetchRequestCall.Write(output, 1, "exclamation")), 2),
        new(Bytes.Of(output => FetchRequestReply.Write(output, 1, "hello", "1")), 3),
        new(Bytes.Of(output => FetchRequestReply.WriteNothing(output, 1)), 3),
        new(Bytes.Of(output => ResultCall.Write(output, 2, "1", "hello!")), 4),
        new(Bytes.Of(output => FailRequestCall.Write(output, 2, "1")), 5),
        new(Bytes.Of(output => FailRequestV2Call.Write(output, 2, "1", StormFailure.Default)), 6),
        new(Bytes.Of(output => FinishReply.Write(output, ResultCall.Method, 2)), 7),
        new(Bytes.Of(output => FinishReply.WriteNotAuthorized(output, ResultCall.Method, 2, "not you")), 7),
        new(Bytes.Of(output => new PullRequestsCall(["a", "bc", "名"], 10, 5000).Write(output, 3)), 8),
        new(Bytes.Of(output => PullRequestsReply.Write(output, 3, [new("a", "x", "1", 30_000), new("bc", "", "2", 1)], "3")), 9),
        new(Bytes.Of(output => ApplicationError.UnknownMethod("nope").Write(output, "nope"u8, 1)), 10),
        new(Bytes.Frame(UnknownFieldsCall), 0),
    ];

    private static byte[] OldStyleCall => Bytes.Hex(
        "00 00 00 07 65 78 65 63 75 74 65 01 00 00 00 01 0b 00 01 00 00 00 01 66 0b 00 02 00 00 00 01 78 00");

    // One unknown field of each type.
    private static byte[] UnknownFieldsCall => Bytes.Hex(
        "80 01 00 01 00 00 00 07 65 78 65 63 75 74 65 00 00 00 01"
        + "02 00 09 01 03 00 09 01 04 00 09 3f f0 00 00 00 00 00 00 06 00 09 00 01 08 00 09 00 00 00 01 0a 00 09 00 00 00 00 00 00 00 01"
        + "10 00 09 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 0c 00 09 08 00 01 00 00 00 01 0c 00 02 0b 00 01 00 00 00 01 61 00 00"
        + "0d 00 09 0b 08 00 00 00 02 00 00 00 01 61 00 00 00 01 00 00 00 01 62 00 00 00 02 0e 00 09 06 00 00 00 02 00 01 00 02"
        + "0f 00 09 0f 00 00 00 02 02 00 00 00 01 01 0c 00 00 00 01 00 0b 00 01 00 00 00 01 66 0b 00 02 00 00 00 01 78 00");
}
