using System.Text;

namespace OrleansDrpc;

/// <summary>Gets a request's argument into the shape that its function takes, or refuses it.</summary>
internal static class ArgumentReader
{
    /// <param name="function">The function.</param>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The limit.</param>
    /// <param name="bytes">About how large the argument is in memory.</param>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>.</exception>
    public static ItemBatch Read(DrpcFunction function, DrpcRequest request, int maxBytes, out long bytes)
    {
        try
        {
            return ReadAny(function, request, maxBytes, out bytes);
        }
        catch (Exception e) when (e is not DrpcException)
        {
            // Text that is not Unicode, or a constructor of the argument's type that does not like its values.
            throw new DrpcException(
                DrpcFailureCode.BadArgument, $"The argument of function '{function.Name}' cannot be read as {TypeNames.Of(function.ArgumentType)}: {e.Message}");
        }
    }

    private static ItemBatch ReadAny(DrpcFunction function, DrpcRequest request, int maxBytes, out long bytes)
    {
        if (request.ArgumentText is { } text)
        {
            // UTF-8 has 1 to 3 bytes for each UTF-16 unit, so most arguments need no counting.
            var size = text.Length * 3L <= maxBytes || text.Length > maxBytes ? text.Length : Encoding.UTF8.GetByteCount(text);
            CheckSize(function, size, maxBytes);
            bytes = sizeof(char) * (long)text.Length;
            return function.ReadArgument(text);
        }

        var argument = request.Argument ?? throw new DrpcException(
            DrpcFailureCode.BadArgument, $"The request for function '{function.Name}' has no argument.");
        if (!function.Accepts(argument))
        {
            throw new DrpcException(
                DrpcFailureCode.BadArgument,
                $"Function '{function.Name}' takes {TypeNames.Of(function.ArgumentType)}; the caller's definition of it takes another type.");
        }

        bytes = argument.SizeInBytes;
        CheckSize(function, bytes, maxBytes);
        return argument;
    }

    private static void CheckSize(DrpcFunction function, long size, int maxBytes)
    {
        if (size > maxBytes)
        {
            throw new DrpcException(
                DrpcFailureCode.BadArgument,
                $"The argument of function '{function.Name}' has {size:N0} bytes; the limit is {maxBytes:N0} ({DrpcOptions.Section}:{nameof(DrpcOptions.MaxArgumentBytes)}).");
        }
    }
}
