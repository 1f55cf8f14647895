using System.Buffers;
using System.Text;

namespace OrleansDrpc.ClientApi;

/// <summary>Reads the body of a call, straight from the server's buffers.</summary>
internal static class CallBody
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all of it, but not more than allowed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The limit.</param>
    /// <param name="parse">Makes the argument of the body.</param>
    /// <exception cref="BadHttpRequestException">It is too large, or broken off.</exception>
    public static async ValueTask<string> ReadAsync(HttpRequest request, int maxBytes, Func<ReadOnlySequence<byte>, string> parse)
    {
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync();
            var body = read.Buffer;
            if (body.Length > maxBytes)
            {
                reader.AdvanceTo(body.End);
                throw TooLarge(maxBytes);
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(body.Start, body.End);
                continue;
            }

            try
            {
                return parse(body);
            }
            finally
            {
                reader.AdvanceTo(body.End);
            }
        }
    }

    /// <exception cref="DrpcException">It is no UTF-8; what would take its place is not what the caller sent.</exception>
    public static string Text(ReadOnlySequence<byte> body)
    {
        try
        {
            return Utf8.GetString(body);
        }
        catch (DecoderFallbackException e)
        {
            throw new DrpcException(DrpcFailureCode.BadArgument, "The body is no UTF-8 text.", e);
        }
    }

    /// <summary>Whether the body does not end as HTTP says: broken off, or badly chunked. What follows on the connection cannot be read then.</summary>
    public static bool IsBroken(Exception exception) => exception is BadHttpRequestException { StatusCode: not StatusCodes.Status413PayloadTooLarge };

    public static BadHttpRequestException TooLarge(int maxBytes) => new(
        $"The argument is larger than {maxBytes:N0} bytes, the limit ({DrpcOptions.Section}:{nameof(DrpcOptions.MaxArgumentBytes)}).",
        StatusCodes.Status413PayloadTooLarge);
}
