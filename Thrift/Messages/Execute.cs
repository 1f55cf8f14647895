using System.Buffers;

namespace OrleansDrpc.Thrift;

/// <summary>DistributedRPC.execute: a client's call. Absent fields are null.</summary>
internal sealed record ExecuteCall(string? Function, string? Argument)
{
    public static ReadOnlySpan<byte> Method => "execute"u8;

    public static ExecuteCall Read(ref ThriftReader reader)
    {
        string? function = null, argument = null;
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
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new ExecuteCall(function, argument);
    }

    public static void Write(IBufferWriter<byte> output, int sequenceId, string function, string argument) =>
        FrameWriter.Begin(ThriftMessageType.Call, Method, sequenceId).Field(1, function).Field(2, argument).WriteTo(output);
}

/// <summary>How an <c>execute</c> ended: one of the three is set, or none, if the server sent nothing that counts.</summary>
internal sealed record ExecuteReply(string? Answer, StormFailure? Failure, string? NotAuthorized)
{
    public static void Write(IBufferWriter<byte> output, int sequenceId, string answer) => Begin(sequenceId).Field(0, answer).WriteTo(output);

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
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return reply;
    }

    private static FrameWriter Begin(int sequenceId) => FrameWriter.Begin(ThriftMessageType.Reply, ExecuteCall.Method, sequenceId);
}
