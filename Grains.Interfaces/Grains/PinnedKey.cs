using System.Collections.Concurrent;

namespace OrleansDrpc;

/// <summary>
/// Keys of grains that live on a silo named in the key: the silo's address, '|', and what tells the grains of a silo apart.
/// Such grains need no directory: whoever knows the key knows the place.
/// </summary>
internal static class PinnedKey
{
    private const char Separator = '|';
    private static readonly ConcurrentDictionary<SiloAddress, string> Prefixes = new();
    private static readonly ConcurrentDictionary<string, SiloAddress> Silos = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, SiloAddress>.AlternateLookup<ReadOnlySpan<char>> SilosBySpan =
        Silos.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Of(SiloAddress silo, string rest) =>
        string.Concat(Prefixes.GetOrAdd(silo, static silo => silo.ToParsableString() + Separator), rest);

    /// <exception cref="FormatException">The key names no silo.</exception>
    public static SiloAddress SiloOf(ReadOnlySpan<char> key)
    {
        var end = key.IndexOf(Separator);
        if (end < 0)
        {
            throw new FormatException($"The grain key '{key}' does not start with a silo's address and '{Separator}'.");
        }

        return SilosBySpan.TryGetValue(key[..end], out var silo)
            ? silo
            : Silos.GetOrAdd(key[..end].ToString(), static text => SiloAddress.FromParsableString(text));
    }

    public static ReadOnlySpan<char> RestOf(ReadOnlySpan<char> key) => key[(key.IndexOf(Separator) + 1)..];
}
