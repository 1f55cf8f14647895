namespace OrleansDrpc.Storage;

/// <summary>One open file of a log. Reading is thread-safe; the rest is for one at a time.</summary>
internal interface ILogFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads as many bytes as fit, fewer only at the end.</summary>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    int Read(Span<byte> into, long offset);

    void Write(ReadOnlySpan<byte> bytes, long offset);

    void Truncate(long length);

    /// <summary>Brings what was written to the disk.</summary>
    void Flush();
}
