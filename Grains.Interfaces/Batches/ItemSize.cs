using System.Runtime.CompilerServices;
using System.Text;

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

    /// <summary>Refuses an item that is estimated to be over the limit, unless a closer look says that it is not.</summary>
    /// <exception cref="PermanentException">It is.</exception>
    public static void Check(T item, long maxBytes)
    {
        var size = item is string text ? Encoding.UTF8.GetByteCount(text) : Estimate(item);
        if (size > maxBytes)
        {
            throw new PermanentException(
                $"An item has about {size:N0} bytes, and the limit is {maxBytes:N0} (Drpc:MaxItemBytes), because it travels in one message. Emit smaller items, or more of them.");
        }
    }

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
