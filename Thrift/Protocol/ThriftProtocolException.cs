namespace OrleansDrpc.Thrift;

/// <summary>Bytes that are not what Thrift's framed binary protocol says they must be.</summary>
internal class ThriftProtocolException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A frame that is not received: it is longer than allowed, or too much comes at once. Its bytes are still unread, but for the length.</summary>
internal class FrameRefusedException(int length, string message) : ThriftProtocolException(message)
{
    public int Length { get; } = length;
}

/// <summary>A frame longer than allowed.</summary>
internal sealed class FrameTooLargeException(int length, int maxBytes)
    : FrameRefusedException(length, $"A frame of {length:N0} bytes is longer than {maxBytes:N0}, the limit.");
