using System.Buffers;
using System.Text;

namespace OrleansDrpc.Thrift;

/// <summary>DistributedRPCInvocations.result: a worker's answer. Absent fields are null.</summary>
/// <param name="Id">The request.</param>
/// <param name="Result">The answer.</param>
/// <param name="Coverage">See <see cref="CoverageField"/>; null: it is whole.</param>
internal sealed record ResultCall(string? Id, string? Result, double? Coverage = null)
{
    // All that is in a message beside the two strings.
    private const int FixedBytes = 33;

    public static ReadOnlySpan<byte> Method => "result"u8;

    /// <summary>The length of the message, as the frame around it says.</summary>
    public static long BytesOf(string id, string result, double? coverage) =>
        FixedBytes + (long)Encoding.UTF8.GetByteCount(id) + Encoding.UTF8.GetByteCount(result) + CoverageField.BytesOf(coverage);

    public static ResultCall Read(ref ThriftReader reader)
    {
        string? request = null, result = null;
        double? coverage = null;
        while (reader.ReadField(out var type, out var id))
        {
            switch (id, type)
            {
                case (1, ThriftType.String):
                    request = reader.ReadString();
                    break;
                case (2, ThriftType.String):
                    result = reader.ReadString();
                    break;
                case (CoverageField.Id, ThriftType.Double):
                    coverage = reader.ReadCoverage();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new ResultCall(request, result, coverage);
    }

    public static void Write(IBufferWriter<byte> output, int sequenceId, string id, string result, double? coverage = null) =>
        FrameWriter.Begin(ThriftMessageType.Call, Method, sequenceId).Field(1, id).Field(2, result).Coverage(coverage).WriteTo(output);
}

/// <summary>DistributedRPCInvocations.failRequest: a worker gives up, and does not say why. Absent fields are null.</summary>
internal sealed record FailRequestCall(string? Id)
{
    public static ReadOnlySpan<byte> Method => "failRequest"u8;

    public static FailRequestCall Read(ref ThriftReader reader) => new(reader.ReadOnlyString());

    public static void Write(IBufferWriter<byte> output, int sequenceId, string id) =>
        FrameWriter.Begin(ThriftMessageType.Call, Method, sequenceId).Field(1, id).WriteTo(output);
}

/// <summary>DistributedRPCInvocations.failRequestV2: a worker gives up, and says why. Absent fields are null.</summary>
/// <param name="Id">The request.</param>
/// <param name="Failure">Why.</param>
/// <param name="Details">An extension that Storm's servers skip: more about the failure, as <see cref="FailureDetails"/>.</param>
internal sealed record FailRequestV2Call(string? Id, StormFailure? Failure, string? Details = null)
{
    private const short DetailsField = 1001;

    public static ReadOnlySpan<byte> Method => "failRequestV2"u8;

    public static FailRequestV2Call Read(ref ThriftReader reader)
    {
        string? request = null;
        StormFailure? failure = null;
        string? details = null;
        while (reader.ReadField(out var type, out var id))
        {
            switch (id, type)
            {
                case (1, ThriftType.String):
                    request = reader.ReadString();
                    break;
                case (2, ThriftType.Struct):
                    failure = reader.ReadFailure();
                    break;
                case (DetailsField, ThriftType.String):
                    details = reader.ReadString();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new FailRequestV2Call(request, failure, details);
    }

    public static void Write(IBufferWriter<byte> output, int sequenceId, string id, StormFailure failure, string? details = null)
    {
        var call = FrameWriter.Begin(ThriftMessageType.Call, Method, sequenceId).Field(1, id).StructField(2).Write(failure);
        (details is null ? call : call.Field(DetailsField, details)).WriteTo(output);
    }
}

/// <summary>The reply to each of these: nothing, or a refusal.</summary>
internal sealed record FinishReply(string? NotAuthorized)
{
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> method, int sequenceId) =>
        FrameWriter.Begin(ThriftMessageType.Reply, method, sequenceId).WriteTo(output);

    public static void WriteNotAuthorized(IBufferWriter<byte> output, ReadOnlySpan<byte> method, int sequenceId, string message) =>
        FrameWriter.Begin(ThriftMessageType.Reply, method, sequenceId).StructField(1).Field(1, message).Stop().WriteTo(output);

    public static FinishReply Read(ref ThriftReader reader)
    {
        string? refusal = null;
        while (reader.ReadField(out var type, out var id))
        {
            if ((id, type) == (1, ThriftType.Struct))
            {
                refusal = reader.ReadOnlyString() ?? "";
            }
            else
            {
                reader.Skip(type);
            }
        }

        return new FinishReply(refusal);
    }
}
