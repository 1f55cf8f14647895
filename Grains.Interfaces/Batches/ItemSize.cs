using System.Runtime.CompilerServices;

namespace OrleansDrpc;

/// <summary>How much an item weighs on a wire: exact for types without references, the most it can be for strings, about what it is for others.</summary>
internal static class ItemSize<T>
{
    private const long MaxUtf8 = 3; // bytes for each UTF-16 code unit

    public static readonly bool IsFixed = !RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    public static long Estimate(T item) => IsFixed ? Unsafe.SizeOf<T>() : item switch
    {
        string text => sizeof(int) + (MaxUtf8 * text.Length),
        _ => JsonWeight.Of(item),
    };

    public static long Estimate(ReadOnlySpan<T> items)
    {
        if (IsFixed)
        {
            return (long)items.Length * Unsafe.SizeOf<T>();
        }

        var size = 0L;
        foreach (var item in items)
        {
            size += Estimate(item);
        }

        return size;
    }
}
