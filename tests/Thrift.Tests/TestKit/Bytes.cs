using System.Buffers;
using System.Buffers.Binary;

namespace OrleansDrpc.Thrift.Tests;

/// <summary>Frames and messages as bytes.</summary>
internal static class Bytes
{
    /// <summary>Bytes from hexadecimal digits; spaces and line breaks between them do not count.</summary>
    public static byte[] Hex(string digits) => Convert.FromHexString(string.Concat(digits.Where(c => !char.IsWhiteSpace(c))));

    /// <summary>What is written.</summary>
    public static byte[] Of(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The message in a frame, whose length must be right.</summary>
    public static byte[] MessageOf(byte[] frame)
    {
        Assert.Equal(frame.Length - 4, BinaryPrimitives.ReadInt32BigEndian(frame));
        return frame[4..];
    }

    /// <summary>A frame around a message.</summary>
    public static byte[] Frame(byte[] message)
    {
        var frame = new byte[4 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        message.CopyTo(frame, 4);
        return frame;
    }

    /// <summary>Reads a message behind its header.</summary>
    public static T Read<T>(byte[] message, ReplyParser<T> parse)
    {
        var reader = new ThriftReader(message);
        reader.ReadHeader();
        return parse(ref reader);
    }

    /// <summary>Reads fields that have no header.</summary>
    public static T ReadFields<T>(string hex, ReplyParser<T> parse)
    {
        var reader = new ThriftReader(Hex(hex));
        return parse(ref reader);
    }
}
