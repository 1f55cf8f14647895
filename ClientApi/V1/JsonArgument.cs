using System.Buffers;
using System.Text.Json;

namespace OrleansDrpc.ClientApi;

/// <summary>Reads the argument of functions that take a string; those of other types get the JSON itself.</summary>
internal static class JsonArgument
{
    private static readonly Func<ReadOnlySequence<byte>, string> Text = CallBody.Text;
    private static readonly Func<ReadOnlySequence<byte>, string> String = ReadString;

    /// <summary>Reads the argument of a function from a body. One that only workers know takes a string.</summary>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>, <see cref="DrpcFailureCode.Overloaded"/>.</exception>
    /// <exception cref="BadHttpRequestException">It is too large, or broken off.</exception>
    public static ValueTask<string> ReadAsync(HttpRequest request, IFunctionCatalog functions, string function, BodyLimits limits)
    {
        var takesString = !functions.TryGet(function, out var registered) || registered.ArgumentType == typeof(string);
        return CallBody.ReadAsync(request, limits, takesString ? String : Text);
    }

    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>: the body is not one JSON string.</exception>
    public static string ReadString(ReadOnlySequence<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var text = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

            // One more step finds what follows the value, and throws.
            return text is null || reader.Read() ? throw Bad(reader.TokenType == JsonTokenType.None ? "it is empty" : $"it is {reader.TokenType}") : text;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Bad(e.Message, e);
        }
    }

    private static DrpcException Bad(string reason, Exception? cause = null) => new(
        DrpcFailureCode.BadArgument, $"The function takes a string, so the body must be a JSON string, such as \"hello\"; {reason}", cause);
}
