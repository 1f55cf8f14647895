using System.Buffers.Text;
using System.Globalization;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>How Orleans writes primary keys: integers as upper-case hexadecimal digits, Guids as 32 digits.</summary>
internal static class GrainKeys
{
    internal static IdSpan From(long key)
    {
        Span<byte> digits = stackalloc byte[16];
        Utf8Formatter.TryFormat(key, digits, out var written, 'X');
        return new IdSpan(digits[..written].ToArray());
    }

    internal static IdSpan From(Guid key) => IdSpan.Create(key.ToString("N"));

    internal static IdSpan From(string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return IdSpan.Create(key);
    }

    internal static long ToInteger(IdSpan key) =>
        long.TryParse(key.AsSpan(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidOperationException($"The grain key \"{key}\" is not an integer.");

    internal static Guid ToGuid(IdSpan key) =>
        Guid.TryParseExact(key.ToString(), "N", out var value)
            ? value
            : throw new InvalidOperationException($"The grain key \"{key}\" is not a Guid.");
}
