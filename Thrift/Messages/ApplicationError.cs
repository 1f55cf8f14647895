namespace OrleansDrpc.Thrift;

/// <summary>Thrift's TApplicationException: the call did not get as far as its method, or the method failed in a way of its own.</summary>
/// <param name="Message">For people.</param>
/// <param name="Type">An <see cref="ApplicationErrorType"/>.</param>
internal sealed record ApplicationError(string Message, int Type)
{
    public static ApplicationError UnknownMethod(string method) => new($"Invalid method name: '{method}'", ApplicationErrorType.UnknownMethod);

    public void Write(System.Buffers.IBufferWriter<byte> output, ReadOnlySpan<byte> method, int sequenceId) =>
        FrameWriter.Begin(ThriftMessageType.Exception, method, sequenceId).Field(1, Message).Field(2, Type).WriteTo(output);

    public static ApplicationError Read(ref ThriftReader reader)
    {
        var (message, kind) = ("", 0);
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

        return new ApplicationError(message, kind);
    }
}

/// <summary>The kinds of <see cref="ApplicationError"/> that occur here, by their numbers in TApplicationException.</summary>
internal static class ApplicationErrorType
{
    public const int UnknownMethod = 1;
    public const int MissingResult = 5;
    public const int InternalError = 6;
    public const int ProtocolError = 7;
}
