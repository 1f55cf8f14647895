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

    public static string Of(SiloAddress silo, string rest) => string.Concat(PrefixOf(silo).Text, rest);

    public static string Of(SiloAddress silo, RequestId request) => string.Create(
        PrefixOf(silo).Text.Length + RequestId.TextLength,
        (PrefixOf(silo).Text, request),
        static (key, parts) =>
        {
            parts.Text.CopyTo(key);
            parts.request.Value.TryFormat(key[parts.Text.Length..], out _, "N");
        });

    /// <summary>Whether the key, in UTF-8, names this silo.</summary>
    public static bool Names(ReadOnlySpan<byte> key, SiloAddress silo) => key.StartsWith(PrefixOf(silo).Utf8);

    private static Prefix PrefixOf(SiloAddress silo) => Prefixes.TryGetValue(silo, out var prefix)
        ? prefix
        : Prefixes.GetOrAdd(silo, static silo => new Prefix(silo.ToParsableString() + Separator));

    private sealed class Prefix(string text)
    {
        public string Text { get; } = text;

        public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(text);
    }
}
