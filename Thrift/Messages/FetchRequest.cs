using System.Buffers;

namespace OrleansDrpc.Thrift;

/// <summary>DistributedRPCInvocations.fetchRequest: a worker asks for a request of a function. Absent fields are null.</summary>
internal sealed record FetchRequestCall(string? Function)
{
    public static ReadOnlySpan<byte> Method => "fetchRequest"u8;

    public static FetchRequestCall Read(ref ThriftReader reader) => new(reader.ReadOnlyString());

    public static void Write(IBufferWriter<byte> output, int sequenceId, string function) =>
        FrameWriter.Begin(ThriftMessageType.Call, Method, sequenceId).Field(1, function).WriteTo(output);
}

/// <summary>The request; an empty id where there is none. Null where the server sent nothing, or refused.</summary>
internal sealed record FetchRequestReply(string? Argument, string? Id, string? NotAuthorized)
{
    public static void Write(IBufferWriter<byte> output, int sequenceId, string argument, string id) => Begin(sequenceId)
        .StructField(0).Field(1, argument).Field(2, id).Stop().WriteTo(output);

    public static void WriteNothing(IBufferWriter<byte> output, int sequenceId) => Write(output, sequenceId, "", "");

    public static FetchRequestReply Read(ref ThriftReader reader)
    {
        var reply = reader.ReadWork(ThriftType.Struct, ReadRequest, out var notAuthorized);
        return (reply ?? new FetchRequestReply(null, null, null)) with { NotAuthorized = notAuthorized };
    }

    private static FetchRequestReply ReadRequest(ref ThriftReader reader)
    {
        var reply = new FetchRequestReply(null, null, null);
        while (reader.ReadField(out var type, out var id))
        {
            switch (id, type)
            {
                case (1, ThriftType.String):
                    reply = reply with { Argument = reader.ReadString() };
                    break;
                case (2, ThriftType.String):
                    reply = reply with { Id = reader.ReadString() };
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return reply;
    }

    private static FrameWriter Begin(int sequenceId) => FrameWriter.Begin(ThriftMessageType.Reply, FetchRequestCall.Method, sequenceId);
}
