using System.Buffers.Binary;

namespace OrleansDrpc.Storage;

/// <summary>The first bytes of a segment: what it is, the version of its format, when it was rewritten, and their checksum.</summary>
/// <param name="RewrittenWhile">The number of the segment in use when this one was last rewritten; 0: never.</param>
internal readonly record struct SegmentHeader(int RewrittenWhile)
{
    public const int Size = 20;
    private const int Version = 2;

    // It had no letters.
    private const int OldestVersion = 1;
    private const int Covered = 16;

    private static ReadOnlySpan<byte> Magic => "DRPCLOG\n"u8;

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), RewrittenWhile);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Covered), Checksum.Of(bytes.AsSpan(0, Covered)));
        return bytes;
    }

    /// <exception cref="RequestStoreException">It is no header that this version can read.</exception>
    public static SegmentHeader Read(ILogFile file, string path)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (file.Read(bytes, 0) < Size || !bytes.StartsWith(Magic) || Checksum.Of(bytes[..Covered]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[Covered..]))
        {
            throw new RequestStoreException($"{path} is no file of a log of durable requests, or its header is damaged. Restore it, or move it away and lose its requests.");
        }

        return BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) is >= OldestVersion and <= Version
            ? new SegmentHeader(BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]))
            : throw new RequestStoreException(
                $"{path} has version {BinaryPrimitives.ReadInt32LittleEndian(bytes[8..])} of the format; this program reads versions up to {Version}. Use the program that wrote it.");
    }
}
