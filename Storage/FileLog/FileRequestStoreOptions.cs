namespace OrleansDrpc.Storage;

/// <summary>Where and how the file log keeps durable requests.</summary>
internal sealed class FileRequestStoreOptions
{
    /// <summary>
    /// The directory of the log, created where it is missing. One process at a time may use it, so each front door needs one of its own. Required.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>How large a file of the log gets before the next one is begun, in bytes. The default value is 32 MiB; at least 4 KiB.</summary>
    public long SegmentBytes { get; init; } = 32 << 20;

    /// <summary>
    /// The share of a file that may be records that nobody needs any more, before it is rewritten without them. The default value is 0.5;
    /// over 0 and under 1. The disk holds at most about 1 / (1 - share) times what is kept, and the file in use.
    /// </summary>
    public double GarbageShare { get; init; } = 0.5;

    /// <exception cref="RequestStoreException">A value is out of range.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Directory))
        {
            throw new RequestStoreException("The file log of durable requests needs a directory; none is configured.");
        }

        if (SegmentBytes < 4096)
        {
            throw new RequestStoreException($"Files of the log of durable requests need at least 4096 bytes; configured are {SegmentBytes}.");
        }

        if (GarbageShare is not (> 0 and < 1))
        {
            throw new RequestStoreException($"The garbage share of the log of durable requests must be over 0 and under 1; configured is {GarbageShare}.");
        }
    }
}
