using System.Buffers;
using System.Buffers.Binary;

namespace OrleansDrpc.Storage;

/// <summary>
/// How a record lies in a file: length of the head, length of the text, checksum of the text, checksum of all that and the head (4 bytes each,
/// little-endian), the head, the text. So a head can be read and trusted without its text.
/// </summary>
/// <param name="HeadLength">In bytes; at least 1.</param>
/// <param name="TextLength">In bytes.</param>
/// <param name="TextChecksum">Of the text.</param>
/// <param name="HeadChecksum">Of the 12 bytes before it and the head.</param>
internal readonly record struct RecordFrame(int HeadLength, int TextLength, uint TextChecksum, uint HeadChecksum)
{
    public const int Size = 16;
    private const int Covered = 12;

    /// <summary>The whole record, in bytes.</summary>
    public long RecordLength => (long)Size + HeadLength + TextLength;

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> head, RecordText text)
    {
        var frame = output.GetSpan(Size);
        BinaryPrimitives.WriteInt32LittleEndian(frame, head.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], text.Bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], text.Checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[Covered..], Checksum.Of(frame[..Covered], head));
        output.Advance(Size);
        output.Write(head);
        output.Write(text.Bytes);
    }

    /// <param name="bytes">At least <see cref="Size"/>.</param>
    public static RecordFrame Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt32LittleEndian(bytes),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[Covered..]));

    /// <summary>No frame of a written record is otherwise.</summary>
    public bool IsPossible(long bytesLeft) => HeadLength > 0 && TextLength >= 0 && RecordLength <= bytesLeft;

    /// <param name="record">From the frame on, at least to the end of the head.</param>
    public bool IsHeadWhole(ReadOnlySpan<byte> record) => Checksum.Of(record[..Covered], record.Slice(Size, HeadLength)) == HeadChecksum;

    public bool IsTextWhole(ReadOnlySpan<byte> text) => Checksum.Of(text) == TextChecksum;
}
