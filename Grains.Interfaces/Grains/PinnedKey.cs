using System.Collections.Concurrent;
using System.Text;

namespace OrleansDrpc;

/// <summary>
/// Keys of grains that live on a silo named in the key: the silo's address, '|', and what tells the grains of a silo apart.
/// Such grains need no directory: whoever knows the key knows the place.
/// </summary>
internal static class PinnedKey
{
    private const char Separator = '|';
    private static readonly ConcurrentDictionary<SiloAddress, Prefix> Prefixes = new();
    private static volatile Prefix? _last;

    public static string Of(SiloAddress silo, string rest) => string.Concat(PrefixOf(silo).Text, rest);

    public static string Of(SiloAddress silo, RequestId request)
    {
        var prefix = PrefixOf(silo).Text;
        return string.Create(prefix.Length + RequestId.TextLength, (prefix, request), static (key, parts) =>
        {
            parts.prefix.CopyTo(key);
            parts.request.Value.TryFormat(key[parts.prefix.Length..], out _, "N");
        });
    }

    /// <summary>The silo that the key names.</summary>
    public static SiloAddress SiloOf(string key) => SiloAddress.FromParsableString(key[..key.IndexOf(Separator)]);

    /// <summary>What tells the grains of a silo apart.</summary>
    public static string RestOf(string key) => key[(key.IndexOf(Separator) + 1)..];

    /// <summary>Whether the key, in UTF-8, names this silo.</summary>
    public static bool Names(ReadOnlySpan<byte> key, SiloAddress silo) => key.StartsWith(PrefixOf(silo).Utf8);

    private static Prefix PrefixOf(SiloAddress silo)
    {
        // Most often it is the silo of last time.
        var last = _last;
        return ReferenceEquals(last?.Silo, silo) ? last : _last = Prefixes.GetOrAdd(silo, static silo => new Prefix(silo));
    }

    private sealed class Prefix(SiloAddress silo)
    {
        public SiloAddress Silo { get; } = silo;

        public string Text { get; } = silo.ToParsableString() + Separator;

        public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(silo.ToParsableString() + Separator);
    }
}
