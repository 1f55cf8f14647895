using System.Runtime.Intrinsics;
using System.Text;

namespace OrleansDrpc.Functions;

/// <summary>A normalised name, ready to be compared with many others. Immutable.</summary>
internal readonly struct PreparedName
{
    private readonly byte[] _letters;

    // How often each character occurs, up to 255, by its lowest five bits. Characters that share a place only make names seem more alike.
    private readonly Vector256<byte> _counts;

    private PreparedName(byte[] letters, Vector256<byte> counts)
    {
        _letters = letters;
        _counts = counts;
    }

    public ReadOnlySpan<byte> Letters => _letters;

    /// <param name="normalized">What <see cref="NameNormalizer"/> made of a name.</param>
    public static PreparedName Of(string normalized)
    {
        Span<byte> counts = stackalloc byte[Vector256<byte>.Count];
        counts.Clear();
        var letters = Encoding.ASCII.GetBytes(normalized);
        foreach (var letter in letters)
        {
            ref var count = ref counts[letter % Vector256<byte>.Count];
            count += count < byte.MaxValue ? (byte)1 : (byte)0;
        }

        return new(letters, Vector256.Create<byte>(counts));
    }

    /// <summary>
    /// Whether two names can score enough for a hit, found without looking for matches. False is certain: no more letters can match than
    /// both names have, and the score is never higher than if all these stood in the same order.
    /// </summary>
    public bool MayHit(in PreparedName other)
    {
        var (shorter, longer) = _letters.Length < other._letters.Length
            ? (_letters.Length, other._letters.Length)
            : (other._letters.Length, _letters.Length);

        // Under a fourth of the length Jaro is under (1 + 1/4 + 1) / 3 = 0.75, and with the longest prefix under 0.75 + 0.4 * 0.25 = 0.85.
        if (shorter == 0 || longer / 4 > shorter)
        {
            return false;
        }

        // The lesser of two counts is right as long as one of the names is so short that its counts are.
        if (shorter > byte.MaxValue)
        {
            return true;
        }

        var matches = CommonLetters(_counts, other._counts);
        var prefix = JaroWinkler.CommonPrefix(_letters, other._letters);
        return matches > 0 && JaroWinkler.Score(shorter, longer, matches, outOfPlace: 0, prefix) >= BlacklistNames.Threshold;
    }

    private static int CommonLetters(Vector256<byte> x, Vector256<byte> y)
    {
        var (low, high) = Vector256.Widen(Vector256.Min(x, y));
        return Vector256.Sum(low + high);
    }
}
