using System.Numerics;

namespace OrleansDrpc;

/// <summary>
/// How many numbers there were and what they add up to; totals of partitions add up in turn. Integers of at most 64 bits are added up in
/// 128, so no order of the items overflows half-way; binary fractions are added up as doubles with the lost digits kept apart; other types
/// as they are. Unmanaged, so that it travels exactly.
/// </summary>
internal struct NumberTotal<T>
    where T : unmanaged, INumber<T>
{
    private Int128 _whole;
    private CompensatedSum _real;
    private T _other;

    private static bool IsWhole =>
        typeof(T) == typeof(long) || typeof(T) == typeof(int) || typeof(T) == typeof(ulong) || typeof(T) == typeof(uint)
        || typeof(T) == typeof(short) || typeof(T) == typeof(ushort) || typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte)
        || typeof(T) == typeof(nint) || typeof(T) == typeof(nuint);

    private static bool IsReal => typeof(T) == typeof(double) || typeof(T) == typeof(float) || typeof(T) == typeof(Half);

    public long Count { get; private set; }

    /// <exception cref="OverflowException">The sum does not fit the type.</exception>
    public readonly T Sum
    {
        get
        {
            try
            {
                return IsWhole ? T.CreateChecked(_whole) : IsReal ? T.CreateChecked(_real.Value) : _other;
            }
            catch (OverflowException e)
            {
                throw TooLarge(e);
            }
        }
    }

    /// <summary>The mean; null where there were no numbers.</summary>
    public readonly double? Mean => Count == 0
        ? null
        : (IsWhole ? (double)_whole : IsReal ? _real.Value : double.CreateChecked(_other)) / Count;

    public void Add(ReadOnlySpan<T> items)
    {
        Count += items.Length;
        if (IsWhole)
        {
            foreach (var item in items)
            {
                _whole += Int128.CreateTruncating(item);
            }
        }
        else if (IsReal)
        {
            foreach (var item in items)
            {
                _real.Add(double.CreateTruncating(item));
            }
        }
        else
        {
            AddOther(items);
        }
    }

    public void Add(NumberTotal<T> part)
    {
        Count += part.Count;
        _whole += part._whole;
        _real.Add(part._real);
        AddOther([part._other]);
    }

    private void AddOther(ReadOnlySpan<T> items)
    {
        try
        {
            foreach (var item in items)
            {
                _other = checked(_other + item);
            }
        }
        catch (OverflowException e)
        {
            throw TooLarge(e);
        }
    }

    private static OverflowException TooLarge(OverflowException inner) =>
        new($"The sum is outside of the range of {TypeNames.Of(typeof(T))}; turn the items into a wider type first.", inner);
}
