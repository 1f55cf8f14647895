using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace OrleansDrpc;

/// <summary>
/// Items as bytes. A type without references is its memory, as one block; strings are length and UTF-8; every other type is a JSON array
/// (<see cref="StrictJson.Options"/>). Both ends must run the same version of the item type.
/// </summary>
internal static class ItemCodec<T>
{
    public static byte[] Encode(ReadOnlySpan<T> items)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            return Block.ToBytes(items);
        }

        return typeof(T) == typeof(string)
            ? StringBlock.Encode(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, string?>(ref MemoryMarshal.GetReference(items)), items.Length))
            : JsonSerializer.SerializeToUtf8Bytes(items.ToArray(), StrictJson.Options);
    }

    /// <exception cref="InvalidDataException">The bytes are not <paramref name="count"/> items of this type.</exception>
    public static T[] Decode(byte[] bytes, int count)
    {
        T[] items;
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            items = Block.FromBytes(bytes);
        }
        else if (typeof(T) == typeof(string))
        {
            items = (T[])(object)StringBlock.Decode(bytes, count);
        }
        else
        {
            items = FromJson(bytes);
        }

        return items.Length == count
            ? items
            : throw new InvalidDataException($"A batch said to hold {count} items of {typeof(T)} holds {items.Length}.");
    }

    private static T[] FromJson(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<T[]>(bytes, StrictJson.Options) ?? [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"A batch is no JSON of {typeof(T)}: {e.Message}", e);
        }
    }

    private static class Block
    {
        public static byte[] ToBytes(ReadOnlySpan<T> items)
        {
            var bytes = GC.AllocateUninitializedArray<byte>(checked(items.Length * Unsafe.SizeOf<T>()));
            if (items.Length > 0)
            {
                Unsafe.CopyBlockUnaligned(ref bytes[0], ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items)), (uint)bytes.Length);
            }

            return bytes;
        }

        public static T[] FromBytes(byte[] bytes)
        {
            if (bytes.Length % Unsafe.SizeOf<T>() != 0)
            {
                throw new InvalidDataException($"{bytes.Length} bytes are no whole number of {typeof(T)}.");
            }

            var items = GC.AllocateUninitializedArray<T>(bytes.Length / Unsafe.SizeOf<T>());
            if (items.Length > 0)
            {
                Unsafe.CopyBlockUnaligned(ref Unsafe.As<T, byte>(ref items[0]), ref bytes[0], (uint)bytes.Length);
            }

            return items;
        }
    }
}
