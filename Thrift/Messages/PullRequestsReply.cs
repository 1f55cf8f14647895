using System.Buffers;

namespace OrleansDrpc.Thrift;

/// <summary>A request that a worker pulled.</summary>
/// <param name="Function">Of which function.</param>
/// <param name="Argument">Its argument.</param>
/// <param name="Id">The id under which the worker finishes it.</param>
/// <param name="MillisecondsLeft">How long an outcome still counts: until the lease runs out or the caller has given up, whichever is first.</param>
/// <param name="MaxAttempts">How many attempts the worker may make; null: as many as its function may have.</param>
/// <param name="IsBatch">Whether it goes after interactive ones.</param>
internal sealed record PulledRequest(string Function, string Argument, string Id, long MillisecondsLeft, int? MaxAttempts = null, bool IsBatch = false);

/// <summary>The requests; null where the server sent nothing, or refused.</summary>
/// <param name="Requests">What the worker has got now.</param>
/// <param name="NotAuthorized">Why it gets nothing.</param>
/// <param name="Ended">The ids of requests that it has, also of those that it has got now, for which nobody waits any more. On the wire they stand in the same list.</param>
internal sealed record PullRequestsReply(IReadOnlyList<PulledRequest>? Requests, string? NotAuthorized, IReadOnlyList<string>? Ended = null)
{
    public static void Write(IBufferWriter<byte> output, int sequenceId, IReadOnlyList<PulledRequest> requests, params IReadOnlyList<string> ended)
    {
        var frame = FrameWriter.Begin(ThriftMessageType.Reply, PullRequestsCall.Method, sequenceId)
            .ListField(0, ThriftType.Struct, requests.Count + ended.Count);
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

        foreach (var id in ended)
        {
            frame.Field(3, id).Field(7, 1).Stop();
        }

        frame.WriteTo(output);
    }

    public static PullRequestsReply Read(ref ThriftReader reader)
    {
        var reply = reader.ReadWork(ThriftType.List, ReadRequests, out var notAuthorized);
        return (reply ?? new PullRequestsReply(null, null)) with { NotAuthorized = notAuthorized };
    }

    private static PullRequestsReply ReadRequests(ref ThriftReader reader)
    {
        var count = reader.ReadListHeader(out var element);
        if (element != ThriftType.Struct && count > 0)
        {
            throw new ThriftProtocolException("The answer of pullRequests is no list of requests.");
        }

        var requests = new List<PulledRequest>();
        List<string>? ended = null;
        for (var i = 0; i < count; i++)
        {
            var fields = PulledFields.Read(ref reader);
            if (fields.IsEnded)
            {
                (ended ??= []).Add(fields.Id);
            }
            else
            {
                requests.Add(fields.ToRequest());
            }
        }

        return new PullRequestsReply(requests, null, ended);
    }

    private ref struct PulledFields
    {
        private string? _function;
        private string? _argument;
        private string? _id;
        private long _left;
        private int? _attempts;
        private bool _isBatch;

        public bool IsEnded { get; private set; }

        public readonly string Id => _id ?? throw StormStructs.Missing("a pulled request", "request_id");

        public static PulledFields Read(ref ThriftReader reader)
        {
            var fields = default(PulledFields);
            while (reader.ReadField(out var type, out var id))
            {
                fields.ReadField(ref reader, type, id);
            }

            return fields;
        }

        public readonly PulledRequest ToRequest() => new(
            _function ?? throw StormStructs.Missing("a pulled request", "function"),
            _argument ?? throw StormStructs.Missing("a pulled request", "func_args"),
            Id,
            _left,
            _attempts,
            _isBatch);

        private void ReadField(ref ThriftReader reader, ThriftType type, short id)
        {
            switch (id, type)
            {
                case (1, ThriftType.String):
                    _function = reader.ReadString();
                    break;
                case (2, ThriftType.String):
                    _argument = reader.ReadString();
                    break;
                case (3, ThriftType.String):
                    _id = reader.ReadString();
                    break;
                case (4, ThriftType.I64):
                    _left = reader.ReadI64();
                    break;
                case (5, ThriftType.I32):
                    _attempts = reader.ReadI32();
                    break;
                case (6, ThriftType.I32):
                    _isBatch = reader.ReadI32() == 1;
                    break;
                case (7, ThriftType.I32):
                    IsEnded = reader.ReadI32() == 1;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }
}
