using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>A call as it came in, or what is wrong with it.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="SequenceId">The caller's number for it.</param>
/// <param name="Arguments">The arguments; null where there is an error.</param>
/// <param name="Error">Why it cannot be answered.</param>
internal sealed record ThriftCall(string Method, int SequenceId, object? Arguments, ApplicationError? Error)
{
    /// <summary>Reads the arguments of the methods that a listener has; null: it has no such method.</summary>
    public delegate object? ArgumentsReader(ReadOnlySpan<byte> method, ref ThriftReader reader);

    /// <exception cref="ThriftProtocolException">Not even the header can be read, so nobody knows which call to answer.</exception>
    public static ThriftCall Read(ReadOnlySpan<byte> message, ArgumentsReader readArguments)
    {
        var reader = new ThriftReader(message);
        var header = reader.ReadHeader();
        try
        {
            return readArguments(header.Name, ref reader) is { } arguments
                ? new ThriftCall("", header.SequenceId, arguments, null)
                : new ThriftCall(header.NameText, header.SequenceId, null, ApplicationError.UnknownMethod(header.NameText));
        }
        catch (ThriftProtocolException e)
        {
            return new ThriftCall(header.NameText, header.SequenceId, null, new ApplicationError(e.Message, ApplicationErrorType.ProtocolError));
        }
    }
}
