using System.Buffers;

namespace OrleansDrpc.Thrift;

/// <summary>
/// pullRequests: this service's own addition to DistributedRPCInvocations, for workers that would rather wait than ask again and again. It
/// answers as soon as there is a request of any of the functions, with as many as there are, up to <see cref="Max"/>; with none after
/// <see cref="WaitMilliseconds"/>, and at once when the worker sends something else on the connection. IDL in docs/storm.md.
/// </summary>
/// <param name="Functions">Their names.</param>
/// <param name="Max">How many requests at the most.</param>
/// <param name="WaitMilliseconds">How long to wait for the first.</param>
/// <param name="TellsEnded">Whether to answer also when somebody cancels a request that the worker has, and to say which.</param>
/// <param name="About">What there is to know of the worker's functions, as <see cref="ToldFunction"/>s; null: it has been told, or the worker does not say.</param>
/// <param name="MaxOfOne">How many requests of one function the worker has at the most, with those that it has got before; null: any number.</param>
/// <param name="Progress">How far requests are that the worker has, as <see cref="ToldProgress"/>; null: nothing is new.</param>
internal sealed record PullRequestsCall(
    IReadOnlyList<string> Functions, int Max, int WaitMilliseconds, bool TellsEnded = false, string? About = null, int? MaxOfOne = null, string? Progress = null)
{
    public static ReadOnlySpan<byte> Method => "pullRequests"u8;

    public static PullRequestsCall Read(ref ThriftReader reader)
    {
        var call = new PullRequestsCall([], 0, 0);
        while (reader.ReadField(out var type, out var id))
        {
            switch (id, type)
            {
                case (1, ThriftType.List):
                    call = call with { Functions = ReadNames(ref reader) };
                    break;
                case (2, ThriftType.I32):
                    call = call with { Max = reader.ReadI32() };
                    break;
                case (3, ThriftType.I32):
                    call = call with { WaitMilliseconds = reader.ReadI32() };
                    break;
                case (4, ThriftType.I32):
                    call = call with { TellsEnded = reader.ReadI32() == 1 };
                    break;
                case (5, ThriftType.String):
                    call = call with { About = reader.ReadString() };
                    break;
                case (6, ThriftType.I32):
                    call = call with { MaxOfOne = reader.ReadI32() };
                    break;
                case (7, ThriftType.String):
                    call = call with { Progress = reader.ReadString() };
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return call;
    }

    public void Write(IBufferWriter<byte> output, int sequenceId)
    {
        var frame = FrameWriter.Begin(ThriftMessageType.Call, Method, sequenceId).ListField(1, ThriftType.String, Functions.Count);
        foreach (var function in Functions)
        {
            frame.Text(function);
        }

        frame.Field(2, Max).Field(3, WaitMilliseconds);
        frame = TellsEnded ? frame.Field(4, 1) : frame;
        frame = About is null ? frame : frame.Field(5, About);
        frame = MaxOfOne is { } most ? frame.Field(6, most) : frame;
        (Progress is null ? frame : frame.Field(7, Progress)).WriteTo(output);
    }

    private static List<string> ReadNames(ref ThriftReader reader)
    {
        var count = reader.ReadListHeader(out var element);
        if (element != ThriftType.String && count > 0)
        {
            throw new ThriftProtocolException("The functions of pullRequests are no list of strings.");
        }

        var names = new List<string>();
        for (var i = 0; i < count; i++)
        {
            names.Add(reader.ReadString());
        }

        return names;
    }
}
