using System.Buffers;
using System.Text;

namespace OrleansDrpc.Thrift;

/// <summary>DistributedRPC.execute: a client's call. Absent fields are null.</summary>
/// <param name="Function">The function.</param>
/// <param name="Argument">Its argument.</param>
/// <param name="IsBatch">An extension that Storm's servers skip: whether it goes after interactive ones.</param>
internal sealed record ExecuteCall(string? Function, string? Argument, bool IsBatch = false)
{
    private const short IsBatchField = 1001;

    // A type, an id and an i32.
    private const int IsBatchBytes = 7;

    // All that is in a message beside that and the two strings.
    private const int FixedBytes = 34;

    public static ReadOnlySpan<byte> Method => "execute"u8;

    /// <summary>The length of the message, as the frame around it says.</summary>
    public static long BytesOf(string function, string argument, bool isBatch) =>
        FixedBytes + (long)Encoding.UTF8.GetByteCount(function) + Encoding.UTF8.GetByteCount(argument) + (isBatch ? IsBatchBytes : 0);

    public static ExecuteCall Read(ref ThriftReader reader)
    {
        string? function = null, argument = null;
        var isBatch = false;
        while (reader.ReadField(out var type, out var id))
        {
            switch (id, type)
            {
                case (1, ThriftType.String):
                    function = reader.ReadString();
                    break;
                case (2, ThriftType.String):
                    argument = reader.ReadString();
                    break;
                case (IsBatchField, ThriftType.I32):
                    isBatch = reader.ReadI32() == 1;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new ExecuteCall(function, argument, isBatch);
    }

    public static void Write(IBufferWriter<byte> output, int sequenceId, string function, string argument, bool isBatch = false)
    {
        var call = FrameWriter.Begin(ThriftMessageType.Call, Method, sequenceId).Field(1, function).Field(2, argument);
        (isBatch ? call.Field(IsBatchField, 1) : call).WriteTo(output);
    }
}

/// <summary>How an <c>execute</c> ended: one of the first three is set, or none, if the server sent nothing that counts.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="NotAuthorized">Why the server would not.</param>
/// <param name="Coverage">Of the answer; see <see cref="CoverageField"/>. Null: it is whole, or the server does not say.</param>
internal sealed record ExecuteReply(string? Answer, StormFailure? Failure, string? NotAuthorized, double? Coverage = null)
{
    public static void Write(IBufferWriter<byte> output, int sequenceId, string answer, double? coverage = null) =>
        Begin(sequenceId).Field(0, answer).Coverage(coverage).WriteTo(output);

    public static void Write(IBufferWriter<byte> output, int sequenceId, StormFailure failure) =>
        Begin(sequenceId).StructField(1).Write(failure).WriteTo(output);

    public static void WriteNotAuthorized(IBufferWriter<byte> output, int sequenceId, string message) =>
        Begin(sequenceId).StructField(2).Field(1, message).Stop().WriteTo(output);

    public static ExecuteReply Read(ref ThriftReader reader)
    {
        var reply = new ExecuteReply(null, null, null);
        while (reader.ReadField(out var type, out var id))
        {
            switch (id, type)
            {
                case (0, ThriftType.String):
                    reply = reply with { Answer = reader.ReadString() };
                    break;
                case (1, ThriftType.Struct):
                    reply = reply with { Failure = reader.ReadFailure() };
                    break;
                case (2, ThriftType.Struct):
                    reply = reply with { NotAuthorized = reader.ReadOnlyString() ?? "" };
                    break;
                case (CoverageField.Id, ThriftType.Double):
                    reply = reply with { Coverage = reader.ReadCoverage() };
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return reply;
    }

    private static FrameWriter Begin(int sequenceId) => FrameWriter.Begin(ThriftMessageType.Reply, ExecuteCall.Method, sequenceId);
}
