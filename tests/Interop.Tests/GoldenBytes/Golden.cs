using System.Globalization;
using System.Text;

namespace OrleansDrpc.Interop.Tests;

/// <summary>
/// Frames as Storm's clients, workers and servers write them, byte for byte, in hexadecimal: length, header, fields. Thrift's libraries
/// write the same for the same contract.
/// </summary>
internal static class Golden
{
    /// <summary><c>execute("exclamation", "hello")</c>, call 1.</summary>
    public static readonly string Execute = Hex("""
        00 00 00 32 80 01 00 01 00 00 00 07 65 78 65 63 75 74 65 00 00 00 01
        0b 00 01 00 00 00 0b 65 78 63 6c 61 6d 61 74 69 6f 6e 0b 00 02 00 00 00 05 68 65 6c 6c 6f 00
        """);

    /// <summary>The same call with the header of the protocol's first version: no version, and the type behind the name.</summary>
    public static readonly string ExecuteInOldStyle = Hex("""
        00 00 00 2f 00 00 00 07 65 78 65 63 75 74 65 01 00 00 00 01
        0b 00 01 00 00 00 0b 65 78 63 6c 61 6d 61 74 69 6f 6e 0b 00 02 00 00 00 05 68 65 6c 6c 6f 00
        """);

    /// <summary>The reply to call 1: <c>"hello!"</c>.</summary>
    public static readonly string Answer = Hex("""
        00 00 00 21 80 01 00 02 00 00 00 07 65 78 65 63 75 74 65 00 00 00 01 0b 00 00 00 00 00 06 68 65 6c 6c 6f 21 00
        """);

    /// <summary>The reply to call 1: FAILED_REQUEST, "Request failed".</summary>
    public static readonly string FailedRequest = Hex("""
        00 00 00 34 80 01 00 02 00 00 00 07 65 78 65 63 75 74 65 00 00 00 01
        0c 00 01 0b 00 01 00 00 00 0e 52 65 71 75 65 73 74 20 66 61 69 6c 65 64 08 00 02 00 00 00 03 00 00
        """);

    /// <summary>The reply to call 1: FAILED_REQUEST, "boom".</summary>
    public static readonly string Boom = Hex("""
        00 00 00 2a 80 01 00 02 00 00 00 07 65 78 65 63 75 74 65 00 00 00 01
        0c 00 01 0b 00 01 00 00 00 04 62 6f 6f 6d 08 00 02 00 00 00 03 00 00
        """);

    /// <summary>The reply to call 1: SERVER_TIMEOUT, "Timed Out".</summary>
    public static readonly string ServerTimeout = Hex("""
        00 00 00 2f 80 01 00 02 00 00 00 07 65 78 65 63 75 74 65 00 00 00 01
        0c 00 01 0b 00 01 00 00 00 09 54 69 6d 65 64 20 4f 75 74 08 00 02 00 00 00 02 00 00
        """);

    /// <summary>The reply to call 1: SERVER_SHUTDOWN, "Server Shutting Down".</summary>
    public static readonly string ServerShutdown = Hex("""
        00 00 00 3a 80 01 00 02 00 00 00 07 65 78 65 63 75 74 65 00 00 00 01
        0c 00 01 0b 00 01 00 00 00 14 53 65 72 76 65 72 20 53 68 75 74 74 69 6e 67 20 44 6f 77 6e 08 00 02 00 00 00 01 00 00
        """);

    /// <summary><c>nope()</c>, call 1.</summary>
    public static readonly string Nope = Hex("00 00 00 11 80 01 00 01 00 00 00 04 6e 6f 70 65 00 00 00 01 00");

    /// <summary>The exception for it: UNKNOWN_METHOD, "Invalid method name: 'nope'".</summary>
    public static readonly string UnknownMethod = Hex("""
        00 00 00 3a 80 01 00 03 00 00 00 04 6e 6f 70 65 00 00 00 01
        0b 00 01 00 00 00 1b 49 6e 76 61 6c 69 64 20 6d 65 74 68 6f 64 20 6e 61 6d 65 3a 20 27 6e 6f 70 65 27 08 00 02 00 00 00 01 00
        """);

    /// <summary><c>fetchRequest("exclamation")</c>, call 1.</summary>
    public static readonly string FetchRequest = Hex("""
        00 00 00 2b 80 01 00 01 00 00 00 0c 66 65 74 63 68 52 65 71 75 65 73 74 00 00 00 01
        0b 00 01 00 00 00 0b 65 78 63 6c 61 6d 61 74 69 6f 6e 00
        """);

    /// <summary>The reply to it: nothing to do.</summary>
    public static readonly string Nothing = Hex("""
        00 00 00 2b 80 01 00 02 00 00 00 0c 66 65 74 63 68 52 65 71 75 65 73 74 00 00 00 01
        0c 00 00 0b 00 01 00 00 00 00 0b 00 02 00 00 00 00 00 00
        """);

    /// <summary>The reply to it: <c>"hello"</c>, request "1".</summary>
    public static readonly string Fetched = Hex("""
        00 00 00 31 80 01 00 02 00 00 00 0c 66 65 74 63 68 52 65 71 75 65 73 74 00 00 00 01
        0c 00 00 0b 00 01 00 00 00 05 68 65 6c 6c 6f 0b 00 02 00 00 00 01 31 00 00
        """);

    /// <summary><c>result("1", "hello!")</c>, call 2.</summary>
    public static readonly string Result = Hex("""
        00 00 00 28 80 01 00 01 00 00 00 06 72 65 73 75 6c 74 00 00 00 02
        0b 00 01 00 00 00 01 31 0b 00 02 00 00 00 06 68 65 6c 6c 6f 21 00
        """);

    /// <summary>The reply to it.</summary>
    public static readonly string ResultTaken = Hex("00 00 00 13 80 01 00 02 00 00 00 06 72 65 73 75 6c 74 00 00 00 02 00");

    /// <summary><c>failRequest("1")</c>, call 2.</summary>
    public static readonly string FailRequest = Hex("""
        00 00 00 20 80 01 00 01 00 00 00 0b 66 61 69 6c 52 65 71 75 65 73 74 00 00 00 02 0b 00 01 00 00 00 01 31 00
        """);

    /// <summary>The reply to it.</summary>
    public static readonly string FailureTaken = Hex("00 00 00 18 80 01 00 02 00 00 00 0b 66 61 69 6c 52 65 71 75 65 73 74 00 00 00 02 00");

    /// <summary><c>failRequestV2("1", {"boom", FAILED_REQUEST})</c>, call 2.</summary>
    public static readonly string FailRequestV2 = Hex("""
        00 00 00 38 80 01 00 01 00 00 00 0d 66 61 69 6c 52 65 71 75 65 73 74 56 32 00 00 00 02
        0b 00 01 00 00 00 01 31 0c 00 02 0b 00 01 00 00 00 04 62 6f 6f 6d 08 00 02 00 00 00 03 00 00
        """);

    /// <summary>The reply to it.</summary>
    public static readonly string FailureV2Taken = Hex("""
        00 00 00 1a 80 01 00 02 00 00 00 0d 66 61 69 6c 52 65 71 75 65 73 74 56 32 00 00 00 02 00
        """);

    /// <summary>The frame for another function than <c>exclamation</c>, of as many letters.</summary>
    public static string OfFunction(this string frame, string function)
    {
        Assert.Equal("exclamation".Length, function.Length);
        return frame.Replace(Text("exclamation"), Text(function), StringComparison.Ordinal);
    }

    /// <summary>The frame for another request than "1".</summary>
    public static string OfRequest(this string frame, string id)
    {
        // A string of one letter, behind the number 1 or 2 of its field.
        foreach (var field in new[] { "0b0001", "0b0002" })
        {
            frame = frame.Replace($"{field}00000001{Text("1")}", $"{field}{id.Length:x8}{Text(id)}", StringComparison.Ordinal);
        }

        return $"{(frame.Length / 2) - sizeof(int):x8}{frame[8..]}";
    }

    /// <summary>The request's id in a reply like <see cref="Fetched"/>.</summary>
    public static string RequestIdOf(string reply)
    {
        // Where the string's length stands; the id is behind it.
        var at = Fetched.Length - Hex("00 00 00 01 31 00 00").Length;
        var length = int.Parse(reply.AsSpan(at, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetString(Convert.FromHexString(reply.AsSpan(at + 8, length * 2)));
    }

    public static string Text(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));

    private static string Hex(string bytes) => string.Concat(bytes.Where(char.IsAsciiHexDigit));
}
