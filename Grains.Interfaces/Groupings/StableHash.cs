using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansDrpc;

/// <summary>
/// A 64-bit hash that is the same in every process and run, so that equal keys meet in one partition whichever silo sends them.
/// (<see cref="object.GetHashCode"/> of a string differs from process to process.) Not for use against an adversary.
/// </summary>
public static class StableHash
{
    /// <summary>
    /// Whether keys of this type can be hashed: numbers, bool, char, string, Guid, dates and times, enums, and tuples of those.
    /// </summary>
    public static bool Supports(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.IsAssignableTo(typeof(ITuple)))
        {
            return type.GetGenericArguments().All(Supports);
        }

        return type.IsEnum || type == typeof(string) || type == typeof(Guid) || type == typeof(decimal) || type == typeof(ValueTuple)
            || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan) || type == typeof(DateOnly)
            || type == typeof(TimeOnly) || type == typeof(Int128) || type == typeof(UInt128)
            || (type.IsPrimitive && type != typeof(nint) && type != typeof(nuint));
    }

    /// <summary>The hash of a key. Keys that are equal have equal hashes.</summary>
    /// <exception cref="NotSupportedException"><see cref="Supports"/> says no to the type.</exception>
    public static ulong Of<TKey>(TKey key)
    {
        if (typeof(TKey) == typeof(long))
        {
            return Mix((ulong)(long)(object)key!);
        }

        if (typeof(TKey) == typeof(int))
        {
            return Mix((ulong)(int)(object)key!);
        }

        return key is string text ? OfText(text) : OfAny(key);
    }

    /// <summary>Which of <paramref name="count"/> equal shares of all hashes this one lies in: 0 to count - 1.</summary>
    internal static int Share(ulong hash, int count) => (int)Math.BigMul(hash, (ulong)count, out _);

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): every input bit changes about half of the output bits.</summary>
    internal static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static ulong OfText(ReadOnlySpan<char> text) => OfBytes(MemoryMarshal.AsBytes(text));

    /// <summary>Eight bytes at a time, each word mixed into the state; the length is part of it.</summary>
    internal static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        var state = Mix((ulong)bytes.Length);
        while (bytes.Length >= sizeof(ulong))
        {
            state = Mix(state ^ MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        if (!bytes.IsEmpty)
        {
            Span<byte> tail = stackalloc byte[sizeof(ulong)];
            tail.Clear();
            bytes.CopyTo(tail);
            state = Mix(state ^ MemoryMarshal.Read<ulong>(tail));
        }

        return state;
    }

    private static ulong OfAny<TKey>(TKey key) => key switch
    {
        null => Mix(0x6E756C6C),
        string value => OfText(value),
        bool value => Mix(value ? 1u : 0u),
        char value => Mix(value),
        sbyte value => Mix((ulong)value),
        byte value => Mix(value),
        short value => Mix((ulong)value),
        ushort value => Mix(value),
        int value => Mix((ulong)value),
        uint value => Mix(value),
        long value => Mix((ulong)value),
        ulong value => Mix(value),
        float value => OfDouble(value),
        double value => OfDouble(value),
        decimal value => OfDecimal(value),
        Int128 value => Mix(Mix((ulong)(value >> 64)) ^ (ulong)value),
        UInt128 value => Mix(Mix((ulong)(value >> 64)) ^ (ulong)value),
        Guid value => OfBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<Guid>(ref value))),
        DateTime value => Mix((ulong)value.Ticks),
        DateTimeOffset value => Mix((ulong)value.UtcTicks),
        TimeSpan value => Mix((ulong)value.Ticks),
        DateOnly value => Mix((ulong)value.DayNumber),
        TimeOnly value => Mix((ulong)value.Ticks),
        Enum value => OfAny(Convert.ChangeType(value, Enum.GetUnderlyingType(value.GetType()), null)),
        ITuple value => OfTuple(value),
        _ => throw new NotSupportedException(
            $"{key.GetType()} has no hash that is the same on every silo. Group by a number, string, Guid, date, enum or a tuple of those."),
    };

    // Equal doubles must hash alike: 0.0 equals -0.0, and all NaNs are equal to Equals.
    private static ulong OfDouble(double value) =>
        Mix(BitConverter.DoubleToUInt64Bits(double.IsNaN(value) ? double.NaN : value == 0 ? 0 : value));

    // 1.0m equals 1.00m: dividing by one with 28 digits takes the trailing zeros off, but leaves a zero its sign.
    private static ulong OfDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value == 0 ? 0 : value / 1.0000000000000000000000000000m, bits);
        return OfBytes(MemoryMarshal.AsBytes(bits));
    }

    private static ulong OfTuple(ITuple tuple)
    {
        var state = Mix((ulong)tuple.Length);
        for (var i = 0; i < tuple.Length; i++)
        {
            state = Mix(state ^ OfAny(tuple[i]));
        }

        return state;
    }
}
