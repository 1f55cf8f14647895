using System.Runtime.CompilerServices;

namespace OrleansDrpc;

/// <summary>
/// The order that a type has by itself, the same on every silo: strings by their UTF-16 code units (not by the silo's culture), tuples part
/// by part, everything else by its own comparison.
/// </summary>
internal static class NaturalOrder
{
    /// <exception cref="ArgumentException">The type has no order.</exception>
    public static void Require<T>()
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (!type.IsAssignableTo(typeof(IComparable)) && !type.IsAssignableTo(typeof(IComparable<T>)))
        {
            throw new ArgumentException(
                $"{TypeNames.Of(typeof(T))} has no order of its own; say by an {nameof(ItemOrder)} what comes first.");
        }
    }

    public static int Compare<T>(T? x, T? y)
    {
        if (typeof(T) == typeof(string))
        {
            return string.CompareOrdinal((string?)(object?)x, (string?)(object?)y);
        }

        return typeof(T).IsGenericType && x is ITuple a && y is ITuple b ? CompareParts(a, b) : Comparer<T>.Default.Compare(x!, y!);
    }

    private static int CompareParts(ITuple x, ITuple y)
    {
        for (var i = 0; i < Math.Min(x.Length, y.Length); i++)
        {
            var result = (x[i], y[i]) switch
            {
                (string a, string b) => string.CompareOrdinal(a, b),
                (ITuple a, ITuple b) => CompareParts(a, b),
                var (a, b) => Comparer<object>.Default.Compare(a!, b!),
            };
            if (result != 0)
            {
                return result;
            }
        }

        return x.Length.CompareTo(y.Length);
    }
}
