namespace OrleansDrpc.Thrift;

/// <summary>Bytes that are not what Thrift's framed binary protocol says they must be.</summary>
internal class ThriftProtocolException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A frame longer than allowed. Its bytes are still unread, but for the length.</summary>
internal sealed class FrameTooLargeException(int length, int maxBytes)
    : ThriftProtocolException($"A frame of {length:N0} bytes is longer than {maxBytes:N0}, the limit.")
{
    public int Length { get; } = length;
}
