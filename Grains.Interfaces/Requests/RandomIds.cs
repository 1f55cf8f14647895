using System.Security.Cryptography;

namespace OrleansDrpc;

/// <summary>
/// Random ids from the system's cryptographic source, fetched for many at once: <see cref="Guid.NewGuid"/> asks the kernel for each.
/// Thread-safe.
/// </summary>
internal static class RandomIds
{
    private const int IdSize = 16;
    private const int IdsAtOnce = 64;

    [ThreadStatic]
    private static byte[]? _bytes;

    [ThreadStatic]
    private static int _used;

    /// <summary>A version 4 UUID (RFC 9562, section 5.4).</summary>
    public static Guid Next()
    {
        var bytes = _bytes ??= new byte[IdsAtOnce * IdSize];
        if (_used % IdsAtOnce == 0)
        {
            RandomNumberGenerator.Fill(bytes);
        }

        var id = bytes.AsSpan((_used % IdsAtOnce) * IdSize, IdSize);
        _used = (_used + 1) % IdsAtOnce;
        id[6] = (byte)((id[6] & 0x0F) | 0x40);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        var next = new Guid(id, bigEndian: true);

        // An id that is out must not lie about in memory for the next dump.
        id.Clear();
        return next;
    }
}
