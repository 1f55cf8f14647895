using System.Buffers;

namespace OrleansDrpc.Functions;

/// <summary>
/// Jaro-Winkler similarity with prefix scale 0.1, a prefix of at most 4 and no boost threshold: 0 (nothing in common, or one is empty)
/// to 1 (equal). Symmetric.
/// </summary>
internal static class JaroWinkler
{
    private const int MaxPrefix = 4;
    private const int MaxOnStack = 512;
    private const byte Matched = 0;

    /// <summary>The score of two names of any characters but 0.</summary>
    public static double Score(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var longer = x.Length < y.Length ? y : x;
        var shorter = x.Length < y.Length ? x : y;
        if (shorter.IsEmpty)
        {
            return 0;
        }

        var size = longer.Length + shorter.Length;
        var rented = size > MaxOnStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        var space = rented is null ? stackalloc byte[MaxOnStack] : rented;
        var unmatched = space[..longer.Length];
        longer.CopyTo(unmatched);
        var matching = space[longer.Length..size];

        var matches = Match(shorter, unmatched, matching);
        var outOfPlace = OutOfPlace(matching[..matches], longer, unmatched);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return matches == 0 ? 0 : Score(shorter.Length, longer.Length, matches, outOfPlace, CommonPrefix(x, y));
    }

    /// <summary>The score from what was counted.</summary>
    /// <param name="xLength">One length.</param>
    /// <param name="yLength">The other length.</param>
    /// <param name="matches">How many characters match, at least one.</param>
    /// <param name="outOfPlace">How many of the matching characters are in another order: two for each transposition.</param>
    /// <param name="prefix">The common prefix.</param>
    /// <remarks>
    /// As one fraction of whole numbers, which are exact up to names of 50,000 characters: equal scores are equal to the last bit, 0.85 is
    /// 0.85 in whatever way it comes about, and more matches or fewer out of place never give less. The order of hits and the short cuts of
    /// the search rest on that; adding up three quotients would not do.
    /// </remarks>
    public static double Score(int xLength, int yLength, int matches, int outOfPlace, int prefix)
    {
        double m = matches;
        var product = (double)xLength * yLength;

        // Jaro = (m/x + m/y + (m - outOfPlace/2)/m) / 3, over the denominator 6xym; Winkler adds prefix/10 of what is missing to 1.
        var whole = 6 * product * m;
        var jaro = (2 * m * m * (xLength + yLength)) + (((2 * m) - outOfPlace) * product);
        return (((10 - prefix) * jaro) + (prefix * whole)) / (10 * whole);
    }

    /// <summary>How many characters at the beginning are the same, at most 4.</summary>
    public static int CommonPrefix(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var most = Math.Min(Math.Min(x.Length, y.Length), MaxPrefix);
        var prefix = 0;
        while (prefix < most && x[prefix] == y[prefix])
        {
            prefix++;
        }

        return prefix;
    }

    // Each character takes the first equal one that is unmatched and near enough.
    private static int Match(ReadOnlySpan<byte> shorter, Span<byte> unmatched, Span<byte> matching)
    {
        var reach = Math.Max((unmatched.Length / 2) - 1, 0);
        var matches = 0;
        for (var i = 0; i < shorter.Length; i++)
        {
            var start = Math.Max(i - reach, 0);
            var at = unmatched[start..Math.Min(i + reach + 1, unmatched.Length)].IndexOf(shorter[i]);
            if (at >= 0)
            {
                unmatched[start + at] = Matched;
                matching[matches++] = shorter[i];
            }
        }

        return matches;
    }

    private static int OutOfPlace(ReadOnlySpan<byte> matching, ReadOnlySpan<byte> longer, ReadOnlySpan<byte> unmatched)
    {
        var outOfPlace = 0;
        var j = 0;
        foreach (var character in matching)
        {
            j += unmatched[j..].IndexOf(Matched);
            outOfPlace += character == longer[j++] ? 0 : 1;
        }

        return outOfPlace;
    }
}
