using System.Buffers.Binary;
using System.Numerics;

namespace OrleansDrpc.Embedded;

/// <summary>A hash of bytes that is the same in every process: hash-based placement depends on it.</summary>
internal static class StableHash
{
    internal static int Compute(ReadOnlySpan<byte> bytes)
    {
        var hash = 0x9E3779B97F4A7C15UL ^ (ulong)bytes.Length;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        var tail = 0UL;
        foreach (var value in bytes)
        {
            tail = (tail << 8) | value;
        }

        hash = Mix(hash, tail);
        return (int)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong hash, ulong value) => BitOperations.RotateLeft((hash ^ value) * 0xC4CEB9FE1A85EC53UL, 29);
}
