namespace OrleansDrpc.Thrift;

/// <summary>Reads and writes the structs that Storm's methods share.</summary>
internal static class StormStructs
{
    public static FrameWriter Write(this FrameWriter frame, StormFailure failure)
    {
        frame.Field(1, failure.Message);
        return (failure.Type is { } type ? frame.Field(2, type) : frame).Stop();
    }

    /// <summary>Without a message, which is required, it has Storm's default one: the request that it ends must not wait for its timeout.</summary>
    public static StormFailure ReadFailure(this ref ThriftReader reader)
    {
        string? message = null;
        int? kind = null;
        while (reader.ReadField(out var type, out var id))
        {
            switch (id, type)
            {
                case (1, ThriftType.String):
                    message = reader.ReadString();
                    break;
                case (2, ThriftType.I32):
                    kind = reader.ReadI32();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new StormFailure(message ?? StormFailure.Default.Message, kind);
    }

    /// <summary>AuthorizationException has a message alone, and so have all argument structs with one string.</summary>
    public static string? ReadOnlyString(this ref ThriftReader reader)
    {
        string? text = null;
        while (reader.ReadField(out var type, out var id))
        {
            if ((id, type) == (1, ThriftType.String))
            {
                text = reader.ReadString();
            }
            else
            {
                reader.Skip(type);
            }
        }

        return text;
    }

    /// <summary>The reply to a worker that asks for requests: these, or an AuthorizationException.</summary>
    /// <param name="reader">At the reply's fields.</param>
    /// <param name="type">Of the field with the requests.</param>
    /// <param name="parse">Reads that field's value.</param>
    /// <param name="notAuthorized">Why the worker gets nothing; null: the server does not refuse.</param>
    /// <returns>Null: there is no such field.</returns>
    public static T? ReadWork<T>(this ref ThriftReader reader, ThriftType type, ReplyParser<T> parse, out string? notAuthorized)
        where T : class
    {
        T? work = null;
        notAuthorized = null;
        while (reader.ReadField(out var found, out var id))
        {
            if (id == 0 && found == type)
            {
                work = parse(ref reader);
            }
            else if ((id, found) == (1, ThriftType.Struct))
            {
                notAuthorized = reader.ReadOnlyString() ?? "";
            }
            else
            {
                reader.Skip(found);
            }
        }

        return work;
    }

    public static ThriftProtocolException Missing(string type, string field) => new($"The required field '{field}' of {type} is missing.");
}
