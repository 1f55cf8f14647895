using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OrleansDrpc.Storage;

/// <summary>Writes heads of records, one after the other. Not thread-safe.</summary>
internal sealed class HeadWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    /// <summary>What was written since <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Begin(RecordKind kind)
    {
        _bytes.ResetWrittenCount();
        Byte((byte)kind);
    }

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    public void Id(RequestId id)
    {
        id.Value.TryWriteBytes(_bytes.GetSpan(16));
        _bytes.Advance(16);
    }

    public void Time(DateTimeOffset time) => Int64(time.UtcTicks);

    public void OptionalTime(DateTimeOffset? time) => Int64(time?.UtcTicks ?? -1);

    public void OptionalDouble(double? number) => Int64(BitConverter.DoubleToInt64Bits(number ?? double.NaN));

    public void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Int32(length);
        Encoding.UTF8.GetBytes(text, _bytes.GetSpan(length));
        _bytes.Advance(length);
    }

    public void OptionalText(string? text)
    {
        Bool(text is not null);
        if (text is not null)
        {
            Text(text);
        }
    }
}
