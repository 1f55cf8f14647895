using System.Buffers;

namespace OrleansDrpc.Thrift;

/// <summary>
/// pullRequests: this service's own addition to DistributedRPCInvocations, for workers that would rather wait than ask again and again. It
/// answers as soon as there is a request of any of the functions, with as many as there are, up to <see cref="Max"/>; with none after
/// <see cref="WaitMilliseconds"/>, and at once when the worker sends something else on the connection. IDL in docs/storm.md.
/// </summary>
internal sealed record PullRequestsCall(IReadOnlyList<string> Functions, int Max, int WaitMilliseconds)
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

        frame.Field(2, Max).Field(3, WaitMilliseconds).WriteTo(output);
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

/// <summary>A request that a worker pulled.</summary>
/// <param name="Function">Of which function.</param>
/// <param name="Argument">Its argument.</param>
/// <param name="Id">The id under which the worker finishes it.</param>
/// <param name="MillisecondsLeft">How long an outcome still counts: until the lease runs out or the caller has given up, whichever is first.</param>
/// <param name="MaxAttempts">How many attempts the worker may make; null: as many as its function may have.</param>
/// <param name="IsBatch">Whether it goes after interactive ones.</param>
internal sealed record PulledRequest(string Function, string Argument, string Id, long MillisecondsLeft, int? MaxAttempts = null, bool IsBatch = false);

/// <summary>The requests; null where the server sent nothing, or refused.</summary>
internal sealed record PullRequestsReply(IReadOnlyList<PulledRequest>? Requests, string? NotAuthorized)
{
    public static void Write(IBufferWriter<byte> output, int sequenceId, IReadOnlyList<PulledRequest> requests)
    {
        var frame = FrameWriter.Begin(ThriftMessageType.Reply, PullRequestsCall.Method, sequenceId).ListField(0, ThriftType.Struct, requests.Count);
        foreach (var request in requests)
        {
            frame.Field(1, request.Function).Field(2, request.Argument).Field(3, request.Id).Field(4, request.MillisecondsLeft);
            if (request.MaxAttempts is { } attempts)
            {
                frame.Field(5, attempts);
            }

            if (request.IsBatch)
            {
                frame.Field(6, 1);
            }

            frame.Stop();
        }

        frame.WriteTo(output);
    }

    public static PullRequestsReply Read(ref ThriftReader reader)
    {
        var reply = new PullRequestsReply(null, null);
        while (reader.ReadField(out var type, out var id))
        {
            switch (id, type)
            {
                case (0, ThriftType.List):
                    reply = reply with { Requests = ReadRequests(ref reader) };
                    break;
                case (1, ThriftType.Struct):
                    reply = reply with { NotAuthorized = reader.ReadOnlyString() ?? "" };
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return reply;
    }

    private static List<PulledRequest> ReadRequests(ref ThriftReader reader)
    {
        var count = reader.ReadListHeader(out var element);
        if (element != ThriftType.Struct && count > 0)
        {
            throw new ThriftProtocolException("The answer of pullRequests is no list of requests.");
        }

        var requests = new List<PulledRequest>();
        for (var i = 0; i < count; i++)
        {
            requests.Add(ReadRequest(ref reader));
        }

        return requests;
    }

    private static PulledRequest ReadRequest(ref ThriftReader reader)
    {
        string? function = null, argument = null, request = null;
        var left = 0L;
        int? attempts = null;
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
                case (3, ThriftType.String):
                    request = reader.ReadString();
                    break;
                case (4, ThriftType.I64):
                    left = reader.ReadI64();
                    break;
                case (5, ThriftType.I32):
                    attempts = reader.ReadI32();
                    break;
                case (6, ThriftType.I32):
                    isBatch = reader.ReadI32() == 1;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new PulledRequest(
            function ?? throw StormStructs.Missing("a pulled request", "function"),
            argument ?? throw StormStructs.Missing("a pulled request", "func_args"),
            request ?? throw StormStructs.Missing("a pulled request", "request_id"),
            left,
            attempts,
            isBatch);
    }
}
