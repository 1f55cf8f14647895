using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OrleansDrpc.Thrift;

/// <summary>
/// Writes one frame with a message in Thrift's strict binary protocol. There is one for each thread, because a frame is written without
/// pauses; so a connection that waits holds no buffer. <c>Begin</c>, the fields, <c>WriteTo</c>.
/// </summary>
internal sealed class FrameWriter
{
    private const uint Version1 = 0x8001_0000;
    private const int LengthSize = sizeof(int);
    private const int KeptBytes = 1 << 16;

    [ThreadStatic]
    private static FrameWriter? _ofThread;

    private byte[] _bytes = new byte[256];
    private int _length;

    public static FrameWriter Begin(ThriftMessageType type, ReadOnlySpan<byte> name, int sequenceId)
    {
        var frame = _ofThread ??= new FrameWriter();
        frame._length = LengthSize;
        frame.I32((int)(Version1 | (byte)type));
        frame.Bytes(name);
        frame.I32(sequenceId);
        return frame;
    }

    public FrameWriter Field(short id, string value)
    {
        FieldBegin(ThriftType.String, id);
        return Text(value);
    }

    public FrameWriter Field(short id, int value)
    {
        FieldBegin(ThriftType.I32, id);
        return I32(value);
    }

    public FrameWriter Field(short id, long value)
    {
        FieldBegin(ThriftType.I64, id);
        BinaryPrimitives.WriteInt64BigEndian(Take(sizeof(long)), value);
        return this;
    }

    public FrameWriter Field(short id, double value)
    {
        FieldBegin(ThriftType.Double, id);
        BinaryPrimitives.WriteDoubleBigEndian(Take(sizeof(double)), value);
        return this;
    }

    /// <summary>The fields of the struct follow, and a <see cref="Stop"/>.</summary>
    public FrameWriter StructField(short id) => FieldBegin(ThriftType.Struct, id);

    /// <summary>The elements follow, without anything between or behind them.</summary>
    public FrameWriter ListField(short id, ThriftType element, int count)
    {
        FieldBegin(ThriftType.List, id);
        return Byte((byte)element).I32(count);
    }

    /// <summary>A string as an element of a list.</summary>
    public FrameWriter Text(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        I32(count);
        Encoding.UTF8.GetBytes(value, Take(count));
        return this;
    }

    /// <summary>Ends a struct.</summary>
    public FrameWriter Stop() => Byte((byte)ThriftType.Stop);

    /// <summary>Ends the message, and puts the frame into a buffer.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        Stop();
        BinaryPrimitives.WriteInt32BigEndian(_bytes, _length - LengthSize);

        // In one piece, so that it is one write to the socket too.
        _bytes.AsSpan(0, _length).CopyTo(output.GetSpan(_length));
        output.Advance(_length);
        if (_bytes.Length > KeptBytes)
        {
            _bytes = new byte[KeptBytes];
        }
    }

    private FrameWriter FieldBegin(ThriftType type, short id)
    {
        Byte((byte)type);
        BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), id);
        return this;
    }

    private void Bytes(ReadOnlySpan<byte> value)
    {
        I32(value.Length);
        value.CopyTo(Take(value.Length));
    }

    private FrameWriter Byte(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    private FrameWriter I32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), value);
        return this;
    }

    private Span<byte> Take(int count)
    {
        if (count > _bytes.Length - _length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)_bytes.Length * 2, (long)_length + count)));
        }

        var taken = _bytes.AsSpan(_length, count);
        _length += count;
        return taken;
    }
}
