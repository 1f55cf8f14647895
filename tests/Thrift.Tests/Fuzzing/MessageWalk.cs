namespace OrleansDrpc.Thrift.Tests;

/// <summary>Goes through all values of a message by the reader's own means, and counts the steps.</summary>
internal static class MessageWalk
{
    private const int MaxDepth = 64;

    /// <returns>How many values there were. Never more than the message has bytes, or some value took none.</returns>
    public static int Steps(ReadOnlySpan<byte> message)
    {
        var reader = new ThriftReader(message);
        var steps = 0;
        reader.ReadHeader();
        Struct(ref reader, ref steps, message.Length, MaxDepth);
        return steps;
    }

    private static void Struct(ref ThriftReader reader, ref int steps, int most, int depth)
    {
        while (reader.ReadField(out var type, out _))
        {
            Value(ref reader, type, ref steps, most, depth);
        }
    }

    private static void Value(ref ThriftReader reader, ThriftType type, ref int steps, int most, int depth)
    {
        Assert.True(++steps <= most, "The reader gives more values than the message has bytes.");
        switch (type)
        {
            case ThriftType.Struct when depth > 0:
                Struct(ref reader, ref steps, most, depth - 1);
                break;
            case ThriftType.List or ThriftType.Set when depth > 0:
                for (var left = reader.ReadListHeader(out var element); left > 0; left--)
                {
                    Value(ref reader, element, ref steps, most, depth - 1);
                }

                break;
            default:
                reader.Skip(type);
                break;
        }
    }
}
