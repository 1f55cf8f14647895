using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Signs callbacks, so that receivers can tell who sent them and that they are no old ones: <c>t=SECONDS,v1=HEX</c>, where HEX is the
/// HMAC-SHA256 over the seconds since 1970 as text, a point, and the body.
/// </summary>
internal static class CallbackSignature
{
    public const string Header = "Drpc-Signature";

    public static string Of(string secret, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes(seconds));
        hash.AppendData("."u8);
        hash.AppendData(body);
        return $"t={seconds},v1={Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
