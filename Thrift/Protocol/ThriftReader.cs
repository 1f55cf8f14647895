using System.Buffers.Binary;
using System.Text;

namespace OrleansDrpc.Thrift;

/// <summary>
/// Reads one message in Thrift's binary protocol (Apache Thrift, doc/specs/thrift-binary-protocol.md), strict or old-style. It allocates
/// nothing but the strings that are asked for, and never more than the message has bytes for.
/// </summary>
/// <param name="message">The message, without the length of its frame.</param>
internal ref struct ThriftReader(ReadOnlySpan<byte> message)
{
    private const uint VersionMask = 0xFFFF_0000;
    private const uint Version1 = 0x8001_0000;
    private const int MaxDepth = 64;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = message;

    public MessageHeader ReadHeader()
    {
        var first = ReadI32();
        if (first >= 0)
        {
            // Old style: the name's length comes first, and the type stands alone behind the name.
            var oldName = Take(first);
            return new MessageHeader((ThriftMessageType)ReadByte(), oldName, ReadI32());
        }

        if (((uint)first & VersionMask) != Version1)
        {
            throw new ThriftProtocolException($"The message begins with {(uint)first:X8}, which is no version of Thrift's binary protocol.");
        }

        var name = ReadBytes();
        return new MessageHeader((ThriftMessageType)(byte)first, name, ReadI32());
    }

    /// <returns>False: the struct ends here.</returns>
    public bool ReadField(out ThriftType type, out short id)
    {
        type = (ThriftType)ReadByte();
        id = type == ThriftType.Stop ? (short)0 : ReadI16();
        return type != ThriftType.Stop;
    }

    public byte ReadByte() => Take(1)[0];

    public short ReadI16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    public int ReadI32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)));

    public long ReadI64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    public string ReadString()
    {
        var bytes = ReadBytes();
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            // What would take the place of such bytes is not what the sender meant.
            throw new ThriftProtocolException("A string is no UTF-8.", e);
        }
    }

    /// <summary>How many elements of which type follow; never more than there are bytes left.</summary>
    public int ReadListHeader(out ThriftType element)
    {
        element = (ThriftType)ReadByte();
        return ReadCount();
    }

    /// <summary>Passes over a value that nobody asked for.</summary>
    public void Skip(ThriftType type) => Skip(type, MaxDepth);

    private void Skip(ThriftType type, int depth)
    {
        if (depth == 0)
        {
            throw new ThriftProtocolException($"Values are nested more than {MaxDepth} deep.");
        }

        switch (type)
        {
            case ThriftType.Bool or ThriftType.Byte:
                Take(1);
                break;
            case ThriftType.I16:
                Take(sizeof(short));
                break;
            case ThriftType.I32:
                Take(sizeof(int));
                break;
            case ThriftType.I64 or ThriftType.Double:
                Take(sizeof(long));
                break;
            case ThriftType.Uuid:
                Take(16);
                break;
            case ThriftType.String:
                ReadBytes();
                break;
            case ThriftType.Struct:
                while (ReadField(out var field, out _))
                {
                    Skip(field, depth - 1);
                }

                break;
            case ThriftType.List or ThriftType.Set:
                SkipElements(ReadListHeader(out var element), element, null, depth);
                break;
            case ThriftType.Map:
                var (key, value) = ((ThriftType)ReadByte(), (ThriftType)ReadByte());
                SkipElements(ReadCount(), key, value, depth);
                break;
            default:
                throw new ThriftProtocolException($"{(byte)type} is no type of Thrift's binary protocol.");
        }
    }

    private void SkipElements(int count, ThriftType first, ThriftType? second, int depth)
    {
        for (var i = 0; i < count; i++)
        {
            Skip(first, depth - 1);
            if (second is { } value)
            {
                Skip(value, depth - 1);
            }
        }
    }

    // Every element has at least one byte, so a count beyond that is a lie that must cost nothing.
    private int ReadCount()
    {
        var count = ReadI32();
        return count >= 0 && count <= _rest.Length
            ? count
            : throw new ThriftProtocolException($"A collection says that it has {count:N0} elements, but {_rest.Length:N0} bytes are left.");
    }

    private ReadOnlySpan<byte> ReadBytes() => Take(ReadI32());

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw new ThriftProtocolException($"A value says that it has {count:N0} bytes, but {_rest.Length:N0} are left in the message.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
