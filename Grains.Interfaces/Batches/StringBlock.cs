using System.Buffers.Binary;
using System.Text;

namespace OrleansDrpc;

/// <summary>
/// Strings as bytes: for each, its UTF-8 length as a little-endian 32-bit number (-1: null) and the UTF-8. A string that is not
/// well-formed UTF-16 is refused, because it would arrive as another one.
/// </summary>
internal static class StringBlock
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of the texts themselves.</summary>
    public static long SizeOf(ReadOnlySpan<string?> items)
    {
        var size = 0L;
        foreach (var item in items)
        {
            size += item is null ? 0 : Utf8.GetByteCount(item);
        }

        return size;
    }

    public static byte[] Encode(ReadOnlySpan<string?> items)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)SizeOf(items) + (items.Length * sizeof(int))));
        var rest = bytes.AsSpan();
        foreach (var item in items)
        {
            var length = item is null ? 0 : Utf8.GetBytes(item, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32LittleEndian(rest, item is null ? -1 : length);
            rest = rest[(sizeof(int) + length)..];
        }

        return bytes;
    }

    public static string?[] Decode(ReadOnlySpan<byte> bytes, int count)
    {
        // Every string costs at least its length field, so a wrong count cannot make us allocate more than the bytes warrant.
        if (count < 0 || count > bytes.Length / sizeof(int))
        {
            throw new InvalidDataException($"{bytes.Length} bytes cannot hold {count} strings.");
        }

        var items = new string?[count];
        for (var i = 0; i < count; i++)
        {
            var length = bytes.Length < sizeof(int) ? int.MinValue : BinaryPrimitives.ReadInt32LittleEndian(bytes);
            if (length < -1 || length > bytes.Length - sizeof(int))
            {
                throw new InvalidDataException($"String {i} of {count} is cut off.");
            }

            items[i] = length < 0 ? null : TextOf(bytes.Slice(sizeof(int), length));
            bytes = bytes[(sizeof(int) + Math.Max(length, 0))..];
        }

        return bytes.IsEmpty ? items : throw new InvalidDataException($"{bytes.Length} bytes follow the last of {count} strings.");
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("A string is no UTF-8.", e);
        }
    }
}
