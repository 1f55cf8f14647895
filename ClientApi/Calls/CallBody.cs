using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace OrleansDrpc.ClientApi;

/// <summary>Reads the body of a call, straight from the server's buffers.</summary>
internal static class CallBody
{
    private const int LargeBytes = 1 << 16;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all of it, but not more than allowed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">What is allowed.</param>
    /// <param name="parse">Makes the argument of the body.</param>
    /// <exception cref="BadHttpRequestException">It is too large, or broken off.</exception>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.Overloaded"/>.</exception>
    public static async ValueTask<string> ReadAsync(HttpRequest request, BodyLimits limits, Func<ReadOnlySequence<byte>, string> parse)
    {
        if (request.ContentLength > limits.MaxBytes)
        {
            throw TooLarge(limits.MaxBytes);
        }

        var held = Hold(request.ContentLength ?? 0, limits.Receiving);
        try
        {
            var reader = request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync();
                var body = read.Buffer;
                if (body.Length > limits.MaxBytes)
                {
                    reader.AdvanceTo(body.End);
                    throw TooLarge(limits.MaxBytes);
                }

                if (read.IsCompleted)
                {
                    return Parse(reader, body, parse);
                }

                reader.AdvanceTo(body.Start, body.End);
                if (held == 0 && body.Length >= LargeBytes)
                {
                    // Nobody knows how large it becomes.
                    held = Hold(limits.MaxBytes, limits.Receiving);
                }
            }
        }
        finally
        {
            limits.Receiving.Leave(held);
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

    private static string Parse(PipeReader reader, ReadOnlySequence<byte> body, Func<ReadOnlySequence<byte>, string> parse)
    {
        try
        {
            return parse(body);
        }
        finally
        {
            reader.AdvanceTo(body.End);
        }
    }

    private static long Hold(long bytes, ByteLimit receiving) => receiving.TryEnter(bytes) ? bytes : throw new DrpcException(new DrpcFailure(
        DrpcFailureCode.Overloaded,
        $"The front door is receiving {receiving.Bytes:N0} bytes of arguments, this one has {bytes:N0}, and the limit is {receiving.Most:N0} "
        + $"({FrontDoorOptions.Section}:{nameof(FrontDoorOptions.MaxReceivingBytes)}). Try again in a moment.",
        RetryAfter: RetryAfter));
}
