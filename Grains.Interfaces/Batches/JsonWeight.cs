using System.Collections;
using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;

namespace OrleansDrpc;

/// <summary>About how much a value weighs as JSON, without writing it: the texts in it count, everything else is a guess.</summary>
internal static class JsonWeight
{
    private const int MaxDepth = 8;
    private const long OfValue = 16;
    private const long MaxUtf8 = 3; // bytes for each UTF-16 code unit
    private static readonly ConcurrentDictionary<Type, Func<object, object?>[]> Members = new();

    public static long Of(object? value, int depth = 0) => value switch
    {
        null => OfValue,
        string text => OfValue + (MaxUtf8 * text.Length),
        byte[] bytes => OfValue + (bytes.Length * 4L / 3),
        IEnumerable many when depth < MaxDepth => OfValue + many.Cast<object?>().Sum(item => Of(item, depth + 1)),
        _ when depth < MaxDepth => OfValue + MembersOf(value.GetType()).Sum(member => OfValue + Of(member(value), depth + 1)),
        _ => OfValue,
    };

    private static Func<object, object?>[] MembersOf(Type type) => type.IsPrimitive || type.IsEnum
        ? []
        : Members.GetOrAdd(type, static type => DrpcJson.Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } info
            ? [.. info.Properties.Where(property => property.Get is not null).Select(property => property.Get!)]
            : []);
}
